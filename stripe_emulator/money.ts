/** Zero-decimal currencies. Source: Stripe's documentation, "Supported currencies". */
const NO_DECIMALS = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ')
)
const THREE_DECIMALS = new Set('bhd jod kwd omr tnd'.split(' '))

/** The number of decimals of a currency in Stripe's minor unit: 0, 2 or 3. */
export function fractionDigits(currency: string): number {
  if (NO_DECIMALS.has(currency)) {
    return 0
  }
  return THREE_DECIMALS.has(currency) ? 3 : 2
}

/** Formats an amount in the minor unit, such as "€12.00" or "¥1,800". */
export function formatAmount(amount: number, currency: string, locale = 'en'): string {
  const digits = fractionDigits(currency)
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits)
}

/** An amount in the minor unit as it is typed, such as "12.00"; the inverse of `parseAmount`. */
export function typedAmount(amount: number, currency: string): string {
  const digits = fractionDigits(currency)
  return (amount / 10 ** digits).toFixed(digits)
}

/** Parses a typed amount into the minor unit; undefined if it is not an amount. */
export function parseAmount(typed: string, currency: string): number | undefined {
  const digits = fractionDigits(currency)
  const match = /^(\d{1,8})(?:[.,](\d{1,3}))?$/.exec(typed.trim())
  if (!match || (match[2] ?? '').length > digits) {
    return undefined
  }
  return Number(match[1]) * 10 ** digits + Number((match[2] ?? '').padEnd(digits, '0') || '0')
}
