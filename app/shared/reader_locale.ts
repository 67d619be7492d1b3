import i18nManager from '@adonisjs/i18n/services/main'

/** Characters of the header that are read; no browser sends more. */
const HEADER_LENGTH = 200

/**
 * The locale for a reader's amounts and dates: the most preferred one that this machine can format,
 * else the default locale. One of fewer than a thousand, however many a client makes up, so that
 * pages and formatters can be cached by it. Texts that are not translated fall back to English.
 * @param acceptLanguage the Accept-Language header
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function readerLocale(acceptLanguage: string | undefined): string {
  for (const range of preferredRanges(acceptLanguage ?? '')) {
    const locale = knownLocale(range)
    if (locale !== null) {
      return locale
    }
  }
  return i18nManager.defaultLocale
}

function preferredRanges(header: string): string[] {
  return header
    .slice(0, HEADER_LENGTH)
    .split(',')
    .map((part) => {
      const [range, ...parameters] = part.trim().split(';')
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='))
      return { range, quality: quality ? Number(quality.trim().slice(2)) : 1 }
    })
    .filter(({ range, quality }) => range !== '' && range !== '*' && quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ range }) => range)
}

/**
 * The locale whose data this machine formats with: language, and script and region where it knows
 * them and they matter. "en-Qaba-101" is "en", "zh-Hant-TW" remains.
 */
function knownLocale(range: string): string | null {
  try {
    const { language, script, region } = new Intl.Locale(range)
    const plain = [language, script, region].filter((part) => part !== undefined).join('-')
    return Intl.NumberFormat.supportedLocalesOf(plain).length === 0
      ? null
      : new Intl.NumberFormat(plain).resolvedOptions().locale
  } catch {
    return null
  }
}
