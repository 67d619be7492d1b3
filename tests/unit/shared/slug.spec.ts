import { test } from '@japa/runner'
import anyAscii from 'any-ascii'
import { SLUG, SLUG_MAX_LENGTH, slugFrom } from '#shared/slug'

test.group('Slug from a name', () => {
  test('{name} gives {slug}')
    .with([
      { name: 'Kaffee & Kuchen', slug: 'kaffee-kuchen' },
      { name: 'Straße öffnen', slug: 'strasse-offnen' },
      { name: 'Łódź × Ærø', slug: 'lodz-aero' },
      { name: 'Дом у моря', slug: 'dom-u-morya' },
      { name: 'Don’t panic', slug: 'dont-panic' },
      { name: 'HTML <em>by hand</em> & other "quotes"', slug: 'html-by-hand-other-quotes' },
      { name: '  -- 2026! --  ', slug: '2026' },
      { name: 'ﬁne', slug: 'fine' },
      { name: '★★★', slug: '' },
      { name: 'Ölbilder für Anfänger', slug: 'olbilder-fur-anfanger' },
      { name: '水彩画 2026', slug: 'shui-cai-hua-2026' },
      { name: 'カメラ入門', slug: 'kamera-ru-men' },
      { name: '한국어', slug: 'han-gug-eo' },
      { name: 'ספר ציור', slug: 'sfr-tsyvr' },
      { name: 'हिन्दी', slug: 'hindi' },
      { name: 'ภาษาไทย', slug: 'phasaaithy' },
      { name: 'Հայերեն', slug: 'hayeren' },
      { name: 'كتاب الرسم', slug: 'ktab-alrsm' },
      { name: 'ქართული', slug: 'kartuli' },
      { name: 'Ўзбек', slug: 'uzbek' },
      { name: 'Ḥasan', slug: 'hasan' },
      { name: 'Ọ̀ṣun àti Ọya', slug: 'osun-ati-oya' },
      { name: 'Ɔkɔtɔ ɛdom', slug: 'okoto-edom' },
      { name: 'Ĉapelo ĝis ŝipo', slug: 'capelo-gis-sipo' },
      { name: 'Ħobża Għawdex', slug: 'hobza-ghawdex' },
      { name: 'Ѓорѓија ќерка', slug: 'gorgija-kerka' },
      { name: 'ἀρχή λόγος', slug: 'arxh-logos' },
      { name: 'کتاب ۲', slug: 'ktab-2' },
      { name: '🎉🎨', slug: '' },
      { name: '', slug: '' },
    ])
    .run(({ assert }, { name, slug }) => {
      assert.equal(slugFrom(name), slug)
    })

  test('no letter and no digit is lost', ({ assert }) => {
    const lost = Array.from({ length: 0x110000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code).normalize('NFKC'))
      .filter((letter) => /[\p{L}\p{N}]/u.test(letter) && /[a-z0-9]/i.test(anyAscii(letter)))
      .filter((letter) => slugFrom(letter) === '')

    assert.deepEqual(lost, [])
  }).timeout(30_000)

  test('a long name is cut between words', ({ assert }) => {
    const slug = slugFrom('the very long name of something '.repeat(10))

    assert.match(slug, SLUG)
    assert.isAtMost(slug.length, SLUG_MAX_LENGTH - 20)
    assert.match(slug, /-(the|very|long|name|of|something)$/)
  })

  test('a long word is cut anywhere', ({ assert }) => {
    assert.match(slugFrom('a'.repeat(250)), SLUG)
    assert.isAtMost(slugFrom('a'.repeat(250)).length, SLUG_MAX_LENGTH - 20)
  })
})
