import type { SessionParams } from '#stripe_emulator/checkout/session_params'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Price } from '#stripe_emulator/objects'

/** The most lines and optional items together, in payment mode. */
const MOST_LINES = 100
/** The most of each kind, recurring and one-time, in subscription mode. */
const MOST_OF_A_KIND = 20

/**
 * Refuses lines that Stripe does not take together or in this mode.
 *
 * @param prices those of the lines
 * @throws StripeError
 */
export function checkTogether(given: SessionParams, prices: Price[]) {
  const recurring = prices.filter((price) => price.recurring)
  if (given.mode === 'payment' && recurring.length > 0) {
    throw invalidRequest(
      'You specified `payment` mode but passed a recurring price. Either switch to ' +
        '`subscription` mode or use only one-time prices.',
      { param: 'mode' }
    )
  }
  if (given.mode === 'subscription' && recurring.length === 0) {
    throw invalidRequest(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      { param: 'mode' }
    )
  }
  checkRecurring(recurring)
  checkChosenAmount(given, prices)
}

/**
 * Refuses recurring prices that cannot be in one subscription.
 * @throws StripeError
 */
export function checkRecurring(prices: Price[]) {
  const intervals = new Set(prices.map(({ recurring }) => rhythm(recurring)))
  if (intervals.size > 1) {
    throw invalidRequest('All recurring prices of a session must have the same interval.', {
      param: 'line_items',
    })
  }
  const repeated = prices.find(({ id }, index) => prices.findIndex((one) => one.id === id) < index)
  if (repeated) {
    throw invalidRequest(
      `Cannot add multiple subscription items with the same plan: ${repeated.id}`,
      { param: 'line_items' }
    )
  }
}

/**
 * Refuses more lines than a session can have.
 *
 * @param prices those of the lines and of the optional items
 * @throws StripeError
 */
export function checkNumber(mode: SessionParams['mode'], prices: Price[]) {
  const recurring = prices.filter((price) => price.recurring).length
  const counts =
    mode === 'payment'
      ? [{ count: prices.length, most: MOST_LINES, kind: '' }]
      : [
          { count: recurring, most: MOST_OF_A_KIND, kind: ' with recurring prices' },
          {
            count: prices.length - recurring,
            most: MOST_OF_A_KIND,
            kind: ' with one-time prices',
          },
        ]
  const exceeded = counts.find(({ count, most }) => count > most)
  if (exceeded) {
    throw invalidRequest(
      `A Checkout Session can have at most ${exceeded.most} line items and optional items` +
        `${exceeded.kind} in \`${mode}\` mode.`,
      { param: 'line_items' }
    )
  }
}

/** A price with `custom_unit_amount` must be alone, with quantity 1 and without discounts. */
function checkChosenAmount(given: SessionParams, prices: Price[]) {
  if (!prices.some((price) => price.custom_unit_amount)) {
    return
  }
  if (prices.length > 1 || given.line_items?.[0].quantity !== 1 || given.optional_items?.length) {
    throw invalidRequest(
      'A price with `custom_unit_amount` must be the only line item, with a quantity of 1.',
      { param: 'line_items' }
    )
  }
  if (given.allow_promotion_codes || given.discounts) {
    throw invalidRequest('Discounts cannot be used with a price with `custom_unit_amount`.', {
      param: given.discounts ? 'discounts' : 'allow_promotion_codes',
    })
  }
}

function rhythm(recurring: Price['recurring']) {
  return `${recurring?.interval_count} ${recurring?.interval}`
}
