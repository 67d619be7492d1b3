import { CURRENCIES, parseAmount, toMajor, UnusableAmount } from '#shared/money'
import {
  LONGEST_PERIOD,
  NICKNAME_LENGTH,
  type PriceInterval,
  type PriceProblems,
  type PriceTerms,
  problemsOf,
} from '#catalogue/prices/price_terms'
import type { PriceColumns } from '#catalogue/prices/price_text'

/** A price as form values. */
export type TypedPrice = Record<keyof PriceTerms, string>

/** The valid terms, or what is wrong with them. */
export type PriceReading = { ok: true; terms: PriceTerms } | { ok: false; problems: PriceProblems }

/** The field name of each part, after the prefix. */
const NAMES: Record<keyof PriceTerms, string> = {
  amount: 'amount',
  currency: 'currency',
  interval: 'interval',
  intervalCount: 'interval_count',
  nickname: 'nickname',
}

const PARTS = Object.keys(NAMES) as (keyof PriceTerms)[]

/** The most common currencies come first. */
const COMMON = ['usd', 'eur', 'gbp', 'chf', 'cad', 'aud', 'jpy', 'sek', 'nok', 'dkk', 'pln', 'czk']

const names = new Intl.DisplayNames('en', { type: 'currency' })

const CURRENCY_OPTIONS = [...COMMON, ...CURRENCIES.filter((code) => !COMMON.includes(code))].map(
  (value) => ({ value, label: `${value.toUpperCase()} · ${names.of(value.toUpperCase())}` })
)

const INTERVAL_OPTIONS = [
  { value: '', label: 'Once' },
  { value: 'day', label: 'By the day' },
  { value: 'week', label: 'By the week' },
  { value: 'month', label: 'By the month' },
  { value: 'year', label: 'By the year' },
]

/** An empty price. */
export function emptyPrice(currency: string): TypedPrice {
  return { amount: '', currency, interval: '', intervalCount: '1', nickname: '' }
}

/** A price as form values; null where the buyer names the amount. */
export function typedPriceLike(price: PriceColumns): TypedPrice | null {
  return price.unit_amount === null
    ? null
    : {
        amount: toMajor(price.unit_amount, price.currency),
        currency: price.currency,
        interval: price.interval ?? '',
        intervalCount: String(price.interval_count ?? 1),
        nickname: price.nickname ?? '',
      }
}

/**
 * The submitted form values of a price.
 * @param prefix of its field names
 */
export function typedPriceOf(input: Record<string, unknown>, prefix = ''): TypedPrice {
  return Object.fromEntries(
    PARTS.map((part) => {
      const sent = input[controlName(part, prefix)]
      return [part, typeof sent === 'string' ? sent : '']
    })
  ) as TypedPrice
}

/**
 * Validates the form values of a price.
 */
export function readPrice(typed: TypedPrice): PriceReading {
  const isKnown = typed.interval === '' || Object.hasOwn(LONGEST_PERIOD, typed.interval)
  const interval = isKnown && typed.interval !== '' ? (typed.interval as PriceInterval) : null
  const [amount, amountProblem] = readAmount(typed)
  const terms: PriceTerms = {
    amount,
    currency: typed.currency,
    interval,
    intervalCount: interval === null ? 1 : Number(typed.intervalCount.trim() || 1),
    nickname: typed.nickname.replace(/\s+/g, ' ').trim() || null,
  }
  const problems = {
    ...problemsOf(terms),
    ...(amountProblem === null ? {} : { amount: amountProblem }),
    ...(isKnown ? {} : { interval: 'Choose how often the price is paid' }),
  }
  return Object.keys(problems).length === 0 ? { ok: true, terms } : { ok: false, problems }
}

/**
 * The problems of a price by field name.
 */
export function priceErrors(problems: PriceProblems, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    PARTS.filter((part) => problems[part] !== undefined).map((part) => [
      controlName(part, prefix),
      problems[part]!,
    ])
  )
}

/** A price as the view needs it for its fields. */
export function viewPrice(typed: TypedPrice, errors: Record<string, string>, prefix = '') {
  const control = (part: keyof PriceTerms) => {
    const name = controlName(part, prefix)
    return { name, value: typed[part], error: errors[name] }
  }
  return {
    amount: control('amount'),
    currency: { ...control('currency'), options: CURRENCY_OPTIONS },
    interval: { ...control('interval'), options: INTERVAL_OPTIONS },
    intervalCount: { ...control('intervalCount'), max: LONGEST_PERIOD.day },
    nickname: { ...control('nickname'), maxlength: NICKNAME_LENGTH },
  }
}

/** A field name, such as `price_1_amount` for the prefix `price_1_`. */
export function controlName(part: keyof PriceTerms, prefix = ''): string {
  return `${prefix}${NAMES[part]}`
}

function readAmount({ amount, currency }: TypedPrice): [amount: number, problem: string | null] {
  if (amount.trim() === '') {
    return [0, 'Write the amount']
  }
  try {
    return [parseAmount(amount, currency), null]
  } catch (error) {
    if (error instanceof UnusableAmount) {
      return [0, error.message]
    }
    throw error
  }
}
