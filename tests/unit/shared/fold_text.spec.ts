import { test } from '@japa/runner'
import { foldText } from '#shared/fold_text'

test.group('Folded texts', () => {
  test('{$self} are one')
    .with([
      ['Özil', 'özil', 'ÖZIL', 'Ozil', 'O\u0308zil', 'Ｏ̈zil'],
      ['Şahin', 'şahin', 'SAHIN', 'S\u0327ahin'],
      ['Straße', 'STRASSE', 'STRAẞE', 'strasse'],
      ['Łódź', 'łódź', 'Lodz'],
      ['Søren', 'SØREN', 'Soren'],
      ['Æsir', 'æsir', 'Aesir', 'ÆSIR'],
      ['Œuvre', 'oeuvre'],
      ['İstanbul', 'Istanbul', 'ıstanbul', 'istanbul', 'ISTANBUL'],
      ['Đorđe', 'Ðorðe', 'dorde'],
      ['Ｋｉｏｓｋ　１２', 'kiosk 12'],
      ['ﬁne oﬃce', 'fine office'],
      ['O’Brien', "O'Brien", 'Oʼbrien'],
      ['Jean‑Luc', 'Jean–Luc', 'jean-luc'],
      ['Mesut\u00a0 Özil\n', 'mesut ozil'],
      ['soft\u00adhyphen', 'softhyphen', 'soft\u200bhyphen'],
      ['Ёлка', 'ЕЛКА', 'елка'],
      ['ΟΔΌΣ', 'οδός', 'οδοσ'],
      ['\u1112\u1161\u11ab', '한'],
      ['ｶﾞｸ', 'ガク', 'カ\u3099ク'],
      ['שָׁלוֹם', 'שלום'],
      ['مُحَمَّد', 'محمد'],
      ['x²', 'x2'],
    ])
    .run(({ assert }, spellings) => {
      assert.lengthOf([...new Set(spellings.map(foldText))], 1, spellings.map(foldText).join(' | '))
    })

  test('keep {text} as it is')
    .with([
      { text: 'москва' },
      { text: '水彩画' },
      { text: 'がくせい' },
      { text: 'हिन्दी' },
      { text: 'ไทย' },
      { text: '한국어' },
      { text: '👩🏽' },
      { text: '100% it_all!' },
    ])
    .run(({ assert }, { text }) => {
      assert.equal(foldText(text), text)
      assert.equal(foldText(foldText(text)), text)
    })

  test('are empty for blanks only', ({ assert }) => {
    assert.equal(foldText(' \u00a0\n\t\u3000'), '')
    assert.equal(foldText('\u0301'), '\u0301')
    assert.equal(foldText(''), '')
  })

  test('of a part are a part of those of the whole', ({ assert }) => {
    const whole = 'Łukasz Ångström – İzmir ﬁn Straße Ηχώς'
    for (let start = 0; start < whole.length; start++) {
      assert.include(foldText(whole), foldText(whole.slice(start)))
    }
  })
})
