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
      { header: '*', locale: 'en' },
      { header: '\u0000;;;,,,q=', locale: 'en' },
    ])
    .run(({ assert }, { header, locale }) => {
      assert.equal(readerLocale(header), locale)
    })
})
