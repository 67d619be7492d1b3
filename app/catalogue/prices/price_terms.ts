import { checkAmount, CURRENCIES, UnusableAmount } from '#shared/money'

/** How often a recurring price is paid. */
export type PriceInterval = 'day' | 'week' | 'month' | 'year'

/** What a new price is to say. None of it but the nickname can be changed afterwards. */
export interface PriceTerms {
  /** As Stripe writes it: `eur`. */
  currency: string
  /** In Stripe's unit of the currency. */
  amount: number
  /** Null for a price that is paid once. */
  interval: PriceInterval | null
  /** Every how many of them it is paid; 1 for a price that is paid once. */
  intervalCount: number
  /** For staff, and for buyers who choose between several prices. */
  nickname: string | null
}

/** The parts of a price that can be wrong, with what is wrong in a sentence. */
export type PriceProblems = Partial<Record<keyof PriceTerms, string>>

/**
 * The longest that a period may be: three years.
 * Source: https://docs.stripe.com/api/prices/create#create_price-recurring-interval_count
 */
export const LONGEST_PERIOD: Record<PriceInterval, number> = {
  day: 1095,
  week: 156,
  month: 36,
  year: 3,
}

/** Characters of a nickname; Stripe takes more, buyers do not. */
export const NICKNAME_LENGTH = 100

/**
 * What Stripe would refuse about a price, as far as that can be known before it is asked.
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
