import { test } from '@japa/runner'
import { COMMON_PASSWORDS } from '#accounts/passwords/common_passwords'
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
      ].map((password) => ({ password }))
    )
    .run(({ assert }, { password }) => {
      assert.isTrue(isGuessable(password, KNOWN))
    })

  test('is not {password}')
    .with(
      [
        'correct horse battery staple',
        'three grey geese, grazing',
        'Tr0ub4dor&3-elbow',
        'xK9#mQ2$vL7@wZ',
        'my dog eats tulips',
        'плюшевый медведь',
        'ein sehr langer satz',
        'a lovely password for me',
      ].map((password) => ({ password }))
    )
    .run(({ assert }, { password }) => {
      assert.isFalse(isGuessable(password, KNOWN))
    })

  test('is detected quickly in the longest passwords', ({ assert }) => {
    const start = performance.now()
    isGuessable('correct horse '.repeat(18), KNOWN)
    assert.isBelow(performance.now() - start, 100)
  })

  test('is listed only when it is long enough to be accepted', ({ assert }) => {
    for (const password of COMMON_PASSWORDS) {
      assert.isAtLeast(password.length, PASSWORD_MIN_LENGTH, password)
      assert.equal(password, password.toLowerCase())
    }
  })
})
