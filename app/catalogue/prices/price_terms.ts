import { checkAmount, CURRENCIES, UnusableAmount } from '#shared/money'

/** The unit of a recurring price's period. */
export type PriceInterval = 'day' | 'week' | 'month' | 'year'

/** What a new price is created with. Only the nickname can be changed later. */
export interface PriceTerms {
  /** Lower case, as Stripe writes it: `eur`. */
  currency: string
  /** In Stripe's minor unit of the currency. */
  amount: number
  /** Null for a one-time price. */
  interval: PriceInterval | null
  /** How many intervals one period has; 1 for a one-time price. */
  intervalCount: number
  /** Shown to staff, and to buyers who choose between several prices. */
  nickname: string | null
}

/** What is wrong with a price, one sentence per field. */
export type PriceProblems = Partial<Record<keyof PriceTerms, string>>

/**
 * The longest allowed period: three years. Source:
 * https://docs.stripe.com/api/prices/create#create_price-recurring-interval_count
 */
export const LONGEST_PERIOD: Record<PriceInterval, number> = {
  day: 1095,
  week: 156,
  month: 36,
  year: 3,
}

/** The longest nickname, in characters. Stripe allows more, but the store shows it to buyers. */
export const NICKNAME_LENGTH = 100

/**
 * What Stripe would refuse about a price, as far as that is known without calling it. Empty where
 * nothing is wrong.
 */
export function problemsOf(terms: PriceTerms): PriceProblems {
  const problems: PriceProblems = {}
  if (!CURRENCIES.includes(terms.currency)) {
    problems.currency = 'Stripe takes no payments in this currency'
  } else {
    const problem = amountProblem(terms)
    if (problem !== null) {
      problems.amount = problem
    }
  }
  const longest = terms.interval === null ? 1 : LONGEST_PERIOD[terms.interval]
  if (
    !Number.isInteger(terms.intervalCount) ||
    terms.intervalCount < 1 ||
    terms.intervalCount > longest
  ) {
    problems.intervalCount =
      terms.interval === null
        ? 'A price that is paid once has no period'
        : `A period has 1 to ${longest} ${terms.interval}s`
  }
  if ((terms.nickname?.length ?? 0) > NICKNAME_LENGTH) {
    problems.nickname = `A nickname has at most ${NICKNAME_LENGTH} characters`
  }
  return problems
}

function amountProblem({ amount, currency }: PriceTerms): string | null {
  try {
    checkAmount(amount, currency)
    return null
  } catch (error) {
    if (error instanceof UnusableAmount) {
      return error.message
    }
    throw error
  }
}
