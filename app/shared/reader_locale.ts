import i18nManager from '@adonisjs/i18n/services/main'

/** Characters of the header that are read; no browser sends more. */
const HEADER_LENGTH = 200

/**
 * The locale for a reader's amounts and dates: the most preferred one that this machine can format,
 * else the default locale. Texts that are not translated fall back to English.
 * @param acceptLanguage the Accept-Language header
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function readerLocale(acceptLanguage: string | undefined): string {
  for (const range of preferredRanges(acceptLanguage ?? '')) {
    const locale = plainLocale(range)
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

/** Language, script and region, without extensions such as another number system. */
function plainLocale(range: string): string | null {
  try {
    const { baseName } = new Intl.Locale(range)
    return Intl.NumberFormat.supportedLocalesOf(baseName)[0] ?? null
  } catch {
    return null
  }
}
