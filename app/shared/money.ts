import { BoundedMap } from '#shared/bounded_map'

/**
 * The currencies that Stripe takes payments in, by the decimals of their amounts there. `Intl`
 * disagrees for some (HUF, ISK, UGX), so only this table says what an amount of Stripe's means.
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
 * Steps in which amounts go where not every amount can be paid: three-decimal amounts end in 0, and
 * these two have no fractions although they are written with two decimals.
 * Source: https://docs.stripe.com/currencies#special-cases
 */
const THREE_DECIMAL_STEP = 10
const WHOLE_STEPS: Record<string, number> = { isk: 100, ugx: 100 }

/** The most that Stripe takes for anything: eight digits. */
const MOST = 99_999_999

/**
 * The least that Stripe charges, where it says so. Nothing at all is a price too.
 * Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const LEAST: Record<string, number> = {
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

/** Every currency that a price may have, as Stripe writes them, in the order of the alphabet. */
export const CURRENCIES: readonly string[] = [...DECIMALS.keys()].toSorted()

/**
 * An amount that nobody can be asked to pay. The message is for the person who typed it.
 */
export class UnusableAmount extends Error {}

/**
 * How many decimals an amount in Stripe's unit has.
 * @param currency ISO code in any case
 */
export function currencyDecimals(currency: string): 0 | 2 | 3 {
  return DECIMALS.get(currency.toLowerCase()) ?? 2
}

/**
 * The amount in Stripe's unit that a person typed in the currency's own: "12.50" of "eur" is 1250,
 * "1800" of "jpy" is 1800. The opposite of `toMajor`, for amounts that can be paid.
 * @throws {UnusableAmount} for what is no amount, or none that a price may have
 */
export function parseAmount(typed: string, currency: string): number {
  const amount = readAmount(typed, currency)
  checkAmount(amount, currency)
  return amount
}

/**
 * As parseAmount, for a part of what was paid: Stripe's least amounts are those of payments.
 * @throws {UnusableAmount} for what is no amount, or has fractions that nobody can be paid
 */
export function parsePart(typed: string, currency: string): number {
  const amount = readAmount(typed, currency)
  checkStep(amount, currency)
  return amount
}

/**
 * As parseAmount, for any amount at all, such as one that others are compared with.
 * @throws {UnusableAmount} for what is no amount, or one that Stripe never takes
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
  if (digits.length > String(MOST).length) {
    throw tooLarge(currency)
  }
  return Number(digits)
}

/**
 * Sees that a price may have this amount: nothing, or what Stripe can charge.
 * @param amount in Stripe's unit
 * @throws {UnusableAmount}
 */
export function checkAmount(amount: number, currency: string): void {
  const code = currency.toLowerCase()
  const least = LEAST[code] ?? 0
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new UnusableAmount('An amount is a whole number of the smallest unit, or 0')
  }
  if (amount > MOST) {
    throw tooLarge(code)
  }
  checkStep(amount, code)
  if (amount > 0 && amount < least) {
    throw new UnusableAmount(
      `Stripe charges at least ${toMajor(least, code)} ${code.toUpperCase()}`
    )
  }
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

/**
 * An amount with the name of its currency: "12.00 US dollars", "1,800 Japanese yen".
 * @param amount integer in Stripe's unit
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

/** @throws {UnusableAmount} for fractions that Stripe does not pay */
function checkStep(amount: number, currency: string): void {
  const code = currency.toLowerCase()
  const step = WHOLE_STEPS[code] ?? (currencyDecimals(code) === 3 ? THREE_DECIMAL_STEP : 1)
  if (amount % step !== 0) {
    throw new UnusableAmount(
      step === THREE_DECIMAL_STEP
        ? `The last decimal of an amount in ${code.toUpperCase()} is 0`
        : `${code.toUpperCase()} has no fractions that could be paid`
    )
  }
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

function tooLarge(currency: string): UnusableAmount {
  return new UnusableAmount(
    `Stripe takes at most ${toMajor(MOST, currency)} ${currency.toUpperCase()}`
  )
}
