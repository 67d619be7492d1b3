import { BoundedMap } from '#shared/bounded_map'

/**
 * The currencies that Stripe takes payments in, with the number of decimals of Stripe's amounts.
 * `Intl` disagrees for some (HUF, ISK, UGX), so only this table may be used to read an amount.
 * Source: https://docs.stripe.com/currencies#presentment-currencies, #zero-decimal, #three-decimal
 */
const DECIMALS = new Map<string, 0 | 2 | 3>([
  ...withDecimals(0, 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'),
  ...withDecimals(
    2,
    'aed afn all amd aoa ars aud awg azn bam bbd bdt bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx usd uyu uzs wst xcd xcg yer zar zmw'
  ),
  ...withDecimals(3, 'bhd jod kwd omr tnd'),
])

/**
 * Amounts must be multiples of these steps: three-decimal amounts end in 0, and ISK and UGX have no
 * fractions although Stripe writes them with two decimals.
 * Source: https://docs.stripe.com/currencies#special-cases
 */
const THREE_DECIMAL_STEP = 10
const WHOLE_STEPS: Record<string, number> = { isk: 100, ugx: 100 }

/**
 * The largest amount that Stripe accepts, in minor units: eight digits, which it documents for USD. For
 * currencies whose units are worth little it is known to accept more, without a documented limit, so
 * twelve digits are sent and Stripe answers.
 * Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const MAX_AMOUNT = 99_999_999
const MAX_SMALL_UNITS = 999_999_999_999
const SMALL_UNITS = new Set(
  'bif cdf clp cop gnf huf idr khr kmf krw lak lbp mga mmk mnt pyg rwf tzs ugx uzs vnd xaf xof'.split(
    ' '
  )
)

/**
 * The smallest amounts that Stripe charges, in minor units, where it documents one. Zero is always
 * allowed.
 * Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const MIN_AMOUNTS: Record<string, number> = {
  usd: 50,
  aed: 200,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
}

/** Every currency that a price may have: ISO codes in lower case, as Stripe writes them, sorted. */
export const CURRENCIES: readonly string[] = [...DECIMALS.keys()].toSorted()

/**
 * An amount that cannot be charged. The message is shown to the person who typed it.
 */
export class UnusableAmount extends Error {}

/**
 * How many decimals Stripe's minor unit of a currency has; 2 for an unknown currency.
 * @param currency ISO code in any case
 */
export function currencyDecimals(currency: string): 0 | 2 | 3 {
  return DECIMALS.get(currency.toLowerCase()) ?? 2
}

/**
 * The smallest amount above zero that Stripe charges, in minor units; 0 where it documents none.
 * @param currency ISO code in any case
 */
export function minimumAmount(currency: string): number {
  return MIN_AMOUNTS[currency.toLowerCase()] ?? 0
}

/**
 * Parses an amount that a person typed into Stripe's minor units: "12.50" of "eur" is 1250, "1800"
 * of "jpy" is 1800. The inverse of `toMajor`, for amounts that can be charged.
 * @throws {UnusableAmount} if it is not an amount, or not one that a price may have
 */
export function parseAmount(typed: string, currency: string): number {
  const amount = readAmount(typed, currency)
  checkAmount(amount, currency)
  return amount
}

/**
 * Like `parseAmount`, for a part of a payment such as a refund: Stripe's minimum does not apply.
 * @throws {UnusableAmount} if it is not an amount, or has fractions that Stripe does not pay out
 */
export function parsePart(typed: string, currency: string): number {
  const amount = readAmount(typed, currency)
  checkStep(amount, currency)
  return amount
}

/**
 * Like `parseAmount`, for any amount, such as the bound of a filter.
 * @throws {UnusableAmount} if it is not an amount, or larger than Stripe accepts
 */
export function readAmount(typed: string, currency: string): number {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(typed.trim())
  if (!match) {
    throw new UnusableAmount(`Write the amount with digits, such as ${example(currency)}`)
  }
  const [, whole, fraction = ''] = match
  const decimals = currencyDecimals(currency)
  if (fraction.length > decimals) {
    const most = decimals === 0 ? 'no decimals' : `at most ${decimals} decimals`
    throw new UnusableAmount(`${currency.toUpperCase()} has ${most}`)
  }
  const digits = `${whole}${fraction.padEnd(decimals, '0')}`.replace(/^0+(?=\d)/, '')
  if (digits.length > String(largestAmount(currency)).length) {
    throw tooLarge(currency)
  }
  return Number(digits)
}

/**
 * Checks that a price may have this amount: zero, or an amount that Stripe can charge.
 * @param amount in minor units
 * @throws {UnusableAmount}
 */
export function checkAmount(amount: number, currency: string): void {
  const code = currency.toLowerCase()
  const minimum = minimumAmount(code)
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new UnusableAmount('An amount is a whole number of the smallest unit, or 0')
  }
  if (amount > largestAmount(code)) {
    throw tooLarge(code)
  }
  checkStep(amount, code)
  if (amount > 0 && amount < minimum) {
    throw new UnusableAmount(
      `Stripe charges at least ${toMajor(minimum, code)} ${code.toUpperCase()}`
    )
  }
}

/**
 * Prints an amount as an exact decimal in the currency's major unit: 1200 of "eur" is "12.00", 1800
 * of "jpy" is "1800". For machines (JSON-LD, exports) and for `Intl`.
 * @param amount in minor units
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
 * @param amount in minor units
 * @throws {RangeError} if the amount is not a safe integer, or the currency not an ISO code
 */
export function formatMoney(amount: number, currency: string, locale: string): string {
  const decimals = currencyDecimals(currency)
  return formatter(currency, decimals, locale).format(toMajor(amount, currency))
}

/**
 * Like `formatMoney`, without decimals that are all zero: "$19", "€12.50". For price labels.
 * @param amount in minor units
 * @throws {RangeError} as `formatMoney`
 */
export function formatPrice(amount: number, currency: string, locale: string): string {
  const decimals = currencyDecimals(currency)
  const isWhole = decimals === 2 && amount % 100 === 0
  return formatter(currency, isWhole ? 0 : decimals, locale).format(toMajor(amount, currency))
}

/**
 * Prints an amount with the name of its currency: "12.00 US dollars", "1,800 Japanese yen".
 * @param amount in minor units
 * @throws {RangeError} as `formatMoney`
 */
export function moneyInWords(amount: number, currency: string, locale: string): string {
  const decimals = currencyDecimals(currency)
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'name',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(toMajor(amount, currency))
}

/**
 * Divides an amount in proportion to weights, into parts that add up to it exactly: what rounding leaves
 * goes to the parts that lost most by it. Where the amount can be charged, so can each part.
 * @param amount minor units of `currency`, not negative
 * @param weights safe integers, not negative; where all are 0, the first part gets everything
 * @returns a part for each weight; empty without weights
 */
export function divideAmount(amount: number, weights: number[], currency: string): number[] {
  const step = amount % stepOf(currency) === 0 ? stepOf(currency) : 1
  const steps = BigInt(amount / step)
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n)
  if (sum === 0n) {
    return weights.map((_, index) => (index === 0 ? amount : 0))
  }
  const exact = weights.map((weight) => steps * BigInt(weight))
  const parts = exact.map((product) => product / sum)
  const left = Number(steps - parts.reduce((total, part) => total + part, 0n))
  const byLoss = exact
    .map((product, index) => ({ index, loss: product % sum }))
    .toSorted((one, other) => Number(other.loss - one.loss) || one.index - other.index)
  for (const { index } of byLoss.slice(0, left)) {
    parts[index] += 1n
  }
  return parts.map((part) => Number(part) * step)
}

/** @throws {UnusableAmount} for fractions that Stripe does not charge */
function checkStep(amount: number, currency: string): void {
  const code = currency.toLowerCase()
  const step = stepOf(code)
  if (amount % step !== 0) {
    throw new UnusableAmount(
      step === THREE_DECIMAL_STEP
        ? `The last decimal of an amount in ${code.toUpperCase()} is 0`
        : `${code.toUpperCase()} has no fractions that could be paid`
    )
  }
}

/** Amounts that can be charged are multiples of this. */
function stepOf(currency: string): number {
  const code = currency.toLowerCase()
  return WHOLE_STEPS[code] ?? (currencyDecimals(code) === 3 ? THREE_DECIMAL_STEP : 1)
}

/** Formatters that are kept; a browser may ask for any number of locales. */
const MOST_FORMATTERS = 500

const formatters = new BoundedMap<string, Intl.NumberFormat>({ entries: MOST_FORMATTERS })

function formatter(currency: string, decimals: number, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency} ${decimals}`
  let found = formatters.peek(key)
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

function withDecimals(decimals: 0 | 2 | 3, codes: string): [string, 0 | 2 | 3][] {
  return codes.split(' ').map((code) => [code, decimals])
}

function example(currency: string): string {
  return { 0: '1800', 2: '12.50', 3: '4.500' }[currencyDecimals(currency)]
}

function largestAmount(currency: string): number {
  return SMALL_UNITS.has(currency.toLowerCase()) ? MAX_SMALL_UNITS : MAX_AMOUNT
}

function tooLarge(currency: string): UnusableAmount {
  return new UnusableAmount(
    `Stripe takes at most ${toMajor(largestAmount(currency), currency)} ${currency.toUpperCase()}`
  )
}
