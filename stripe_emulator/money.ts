/** Currencies whose smallest unit is the whole: Stripe's documentation, "Supported currencies". */
const NO_DECIMALS = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ')
)
const THREE_DECIMALS = new Set('bhd jod kwd omr tnd'.split(' '))

/** How many digits of an amount stand behind the point, in Stripe's unit for the currency. */
export function fractionDigits(currency: string): number {
  if (NO_DECIMALS.has(currency)) {
    return 0
  }
  return THREE_DECIMALS.has(currency) ? 3 : 2
}

/** An amount for a reader, such as "€12.00" or "¥1,800". */
export function formatAmount(amount: number, currency: string, locale = 'en'): string {
  const digits = fractionDigits(currency)
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits)
}

/** An amount as it is typed, such as "12.00"; the opposite of `parseAmount`. */
export function typedAmount(amount: number, currency: string): string {
  const digits = fractionDigits(currency)
  return (amount / 10 ** digits).toFixed(digits)
}

/** Reads a typed amount into Stripe's unit; undefined if it is none. */
export function parseAmount(typed: string, currency: string): number | undefined {
  const digits = fractionDigits(currency)
  const match = /^(\d{1,8})(?:[.,](\d{1,3}))?$/.exec(typed.trim())
  if (!match || (match[2] ?? '').length > digits) {
    return undefined
  }
  return Number(match[1]) * 10 ** digits + Number((match[2] ?? '').padEnd(digits, '0') || '0')
}
