/**
 * Currencies without a smaller unit, and those whose smaller unit is a thousandth; all others have
 * two decimals. `Intl` disagrees for some (HUF, ISK, UGX), so only this table says what an amount
 * of Stripe's means.
 * Source: https://docs.stripe.com/currencies#zero-decimal and #three-decimal
 */
const ZERO_DECIMALS = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ')
)
const THREE_DECIMALS = new Set('bhd jod kwd omr tnd'.split(' '))

/**
 * How many decimals an amount in Stripe's unit has.
 * @param currency ISO code in any case
 */
export function currencyDecimals(currency: string): 0 | 2 | 3 {
  const code = currency.toLowerCase()
  if (ZERO_DECIMALS.has(code)) {
    return 0
  }
  return THREE_DECIMALS.has(code) ? 3 : 2
}

/**
 * An amount in Stripe's unit as an exact decimal text in the currency's own unit: 1200 of "eur" is
 * "12.00", 1800 of "jpy" is "1800". For machines (JSON-LD, exports) and for printing.
 * @throws {RangeError} if the amount is not a safe integer
 */
export function toMajor(amount: number, currency: string): `${number}` {
  if (!Number.isSafeInteger(amount)) {
    throw new RangeError(`An amount is a whole number of Stripe's unit, and ${amount} is not.`)
  }
  const decimals = currencyDecimals(currency)
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`
  return `${amount < 0 ? '-' : ''}${whole}${fraction}` as `${number}`
}

/**
 * Prints an amount with its currency for a reader: "$19.00", "¥1,800", "KWD 4.500".
 * @param amount integer in Stripe's unit
 * @throws {RangeError} if the amount is not a safe integer, or the currency not a code
 */
export function formatMoney(amount: number, currency: string, locale: string): string {
  const decimals = currencyDecimals(currency)
  return formatter(currency, decimals, locale).format(toMajor(amount, currency))
}

/**
 * As formatMoney, without decimals that are all zero: "$19", "€12.50". For price labels.
 */
export function formatPrice(amount: number, currency: string, locale: string): string {
  const decimals = currencyDecimals(currency)
  const isWhole = decimals === 2 && amount % 100 === 0
  return formatter(currency, isWhole ? 0 : decimals, locale).format(toMajor(amount, currency))
}

const formatters = new Map<string, Intl.NumberFormat>()

function formatter(currency: string, decimals: number, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency} ${decimals}`
  let found = formatters.get(key)
  if (!found) {
    found = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
    formatters.set(key, found)
  }
  return found
}
