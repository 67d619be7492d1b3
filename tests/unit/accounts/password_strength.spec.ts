import { test } from '@japa/runner'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'
import { isGuessable, PASSWORD_MIN_LENGTH } from '#accounts/passwords/password_strength'

const KNOWN = ['ada.lovelace@example.com', 'Ada Lovelace', 'Kiosk']

test.group('A password that is easy to guess', () => {
  test('is {password}')
    .with(
      [
        'password1234',
        'Password123!',
        'P@$$w0rd2024',
        'passwordpassword',
        'Welcome2026!!',
        'iloveyou1234',
        'qwertyuiop12',
        'QWERTZUIOP12',
        'poiuytrewq99',
        'asdfghjkl123',
        '1q2w3e4r5t6y',
        '1qaz2wsx3edc',
        'abcdefghijkl',
        'zyxwvutsrqpo',
        '123456789012',
        '098765432109',
        'aaaaaaaaaaaa',
        'abababababab',
        'abc123abc123',
        'Summer2026!!',
        'Manchester-United',
        'ada.lovelace@example.com',
        'lovelace-1815',
        'kiosk-kiosk-1',
        'admin@kiosk1',
        'qazwsxedcrfv',
        '1qaz2wsx3edc4rfv',
        'zaq12wsxcde3',
        'ZAQ!2wsxCDE#',
        'qwe123asd456zxc',
        'wsxedcrfvtgb',
        'needforspeed',
        'finalfantasy',
        'Peanut butter',
        'in-god-we-trust',
        'starwars123456',
        'st4rw4rs123456',
        '$tarWars!2026',
        'michaeljordan23',
        'hellokitty1234',
        '1234hellokitty',
        'whatever123456',
        'justinbieber99',
        'correct horse battery staple',
        'correcthorsebatterystaple',
        'Correct-Horse-Battery-Staple1',
        'correcthorsebattery',
        'йцукенгшщзхъ',
        'ъхзщшгнекуцй',
        'ЙЦУКЕНфывапролдж',
        'фівапролджє1',
        'пароль123456',
        'Привет-2026!',
        'yxcvbnmasdfghjklöä',
        'azertyuiopqsdfghjklm',
        'ασδφγηξκλζχψ',
        'contraseña1234',
      ].map((password) => ({ password }))
    )
    .run(({ assert }, { password }) => {
      assert.isTrue(isGuessable(password, KNOWN))
    })

  test('is made of stretches of a keyboard row, whichever its script', ({ assert }) => {
    const rows = [
      ...['qwertyuiop', 'asdfghjkl', 'qwertzuiopü', 'azertyuiop', 'qsdfghjklm'],
      ...['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю', 'фівапролджє', 'ασδφγηξκλ', 'ضصثقفغعهخحجد'],
    ]
    const stretch = fc
      .tuple(fc.constantFrom(...rows), fc.nat(2), fc.integer({ min: 4, max: 7 }), fc.boolean())
      .map(([row, start, length, isReversed]) => {
        const part = row.slice(start, start + length)
        return isReversed ? [...part].reverse().join('') : part
      })
    fc.assert(
      fc.property(
        fc.array(stretch, { minLength: 3, maxLength: 5 }),
        fc.constantFrom('', '1', '2026', '!'),
        (stretches, end) => {
          assert.isTrue(isGuessable(stretches.join('') + end))
        }
      )
    )
  })

  test('is not {password}')
    .with(
      [
        'brave otter kettle seventeen',
        'nine lazy otters afloat',
        'whatever happens on tuesday',
        'a dragon in the garage 42',
        'three grey geese, grazing',
        'Tr0ub4dor&3-elbow',
        'xK9#mQ2$vL7@wZ',
        'my dog eats tulips',
        'плюшевый медведь',
        'семь ленивых выдр',
        'a horse of another colour',
        'ein sehr langer satz',
        'a lovely password for me',
      ].map((password) => ({ password }))
    )
    .run(({ assert }, { password }) => {
      assert.isFalse(isGuessable(password, KNOWN))
    })

  test('is one of more than 3,000 common ones that are long enough to be accepted', ({
    assert,
  }) => {
    const file = readFileSync(app.makePath('app/accounts/passwords/common_passwords.txt'), 'utf8')
    const common = file
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#'))

    assert.isAbove(common.filter(({ length }) => length >= PASSWORD_MIN_LENGTH).length, 10_000)
    for (const password of common) {
      assert.match(password, /^[\p{L}\p{N}]{5,}$/u)
      assert.equal(password, password.toLowerCase())
    }
  })
})
