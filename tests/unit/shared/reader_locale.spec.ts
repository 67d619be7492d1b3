import { test } from '@japa/runner'
import { readerLocale } from '#shared/reader_locale'

test.group('Reader locale', () => {
  test('is the preferred language that can be formatted')
    .with([
      { header: undefined, locale: 'en' },
      { header: '', locale: 'en' },
      { header: 'de-DE,de;q=0.9,en;q=0.8', locale: 'de-DE' },
      { header: 'en;q=0.5, fr-CA', locale: 'fr-CA' },
      { header: 'de;q=0, ja', locale: 'ja' },
      { header: 'xx-klingon, pt-BR;q=0.3', locale: 'pt-BR' },
      { header: 'ar-EG-u-nu-arab', locale: 'ar-EG' },
      { header: 'zh-Hant-TW', locale: 'zh-Hant-TW' },
      { header: 'sr-Latn', locale: 'sr-Latn' },
      { header: 'es-419', locale: 'es-419' },
      { header: 'en-Qaba-101', locale: 'en' },
      { header: 'de-US', locale: 'de' },
      { header: 'de-DE-1996', locale: 'de-DE' },
      { header: 'en-US-posix', locale: 'en-US' },
      { header: '*', locale: 'en' },
      { header: '\u0000;;;,,,q=', locale: 'en' },
    ])
    .run(({ assert }, { header, locale }) => {
      assert.equal(readerLocale(header), locale)
    })

  test('is one for all languages that are made up', ({ assert }) => {
    const tags = Array.from(
      { length: 10_000 },
      (_, count) => `en-${script(count)}-${region(count)}`
    )

    assert.deepEqual([...new Set(tags.map(readerLocale))], ['en'])
  })

  test('is one of fewer than a thousand', ({ assert }) => {
    const locales = new Set<string>()
    for (const language of letterPairs()) {
      for (const rest of ['', '-Latn', '-Cyrl', '-Arab', '-Hant', '-Zyyy', '-Qaai-419', '-x-own']) {
        for (const place of ['', '-US', '-DE', '-IN', '-001', '-ZZ', '-999']) {
          locales.add(readerLocale(`${language}${rest}${place}`))
        }
      }
    }

    assert.isAbove(locales.size, 150)
    assert.isBelow(locales.size, 1000)
  })
})

/** Qaaa to Qazz and on: scripts that nobody writes, in the format of real ones. */
function script(count: number): string {
  const letter = (place: number) => String.fromCharCode(97 + (Math.trunc(count / 26 ** place) % 26))
  return `Q${letter(2)}${letter(1)}${letter(0)}`
}

/** 100 to 999. */
function region(count: number): number {
  return 100 + (count % 900)
}

function letterPairs(): string[] {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz')
  return letters.flatMap((first) => letters.map((second) => first + second))
}
