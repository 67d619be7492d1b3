import type Stripe from 'stripe'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { boughtLine, unitAmountIn } from '#purchases/fulfilment/bought_lines'
import type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'
import { belongsToAccount } from '#purchases/fulfilment/paid_by'
import { idOf } from '#stripe/stripe_objects'

/**
 * How a Checkout Session differs from the expected checkout in a way that no setting of the merchant
 * explains, one sentence per field.
 *
 * Another price of the same product, another currency of the price and further lines are sales: this
 * server created the session, and Stripe lets buyers change nothing but what the merchant offers. A
 * promotion code may lower the amount paid.
 */
export function mismatches(facts: CheckoutFacts, expected: ExpectedCheckout): string[] {
  const { session, lineItems } = facts
  const mode = expected.isRecurring ? 'subscription' : 'payment'
  const line = boughtLine(lineItems, expected)
  return [
    ...(belongsToAccount(session, expected.paidBy)
      ? []
      : [different('user', expected.userId, idOf(session.customer))]),
    ...(mode === session.mode ? [] : [different('mode', mode, session.mode)]),
    ...(line === null
      ? [different('product', expected.productStripeId, productsOf(lineItems))]
      : paidLess(session, line, expected)),
  ]
}

/** Whether less was paid than any amount explains that the price has. */
function paidLess(
  session: Stripe.Checkout.Session,
  line: Stripe.LineItem,
  expected: ExpectedCheckout
): string[] {
  const quantity = line.quantity ?? 1
  if (quantity < expected.quantity) {
    return [different('quantity', expected.quantity, quantity)]
  }
  const amounts = possibleAmounts(line, session.currency ?? '', expected)
  if (amounts.length === 0) {
    return [different('currency', expected.currency, session.currency)]
  }
  if (amounts.includes(null)) {
    return []
  }
  const least = Math.min(...amounts.map(Number)) * quantity
  return line.amount_subtotal < least ? [different('amount', least, line.amount_subtotal)] : []
}

/** The amounts that one unit of the line may cost; null where the buyer names it. */
function possibleAmounts(
  { price }: Stripe.LineItem,
  currency: string,
  expected: ExpectedCheckout
): (number | null)[] {
  if (price?.id === expected.priceStripeId && currency === expected.currency) {
    return [expected.subtotalAmount]
  }
  const known = expected.knownAmounts
    .filter((amount) => amount.priceStripeId === price?.id && amount.currency === currency)
    .map(({ unitAmount }) => unitAmount)
  const now = price ? unitAmountIn(price, currency) : undefined
  return now === undefined ? known : [...known, now]
}

function productsOf(lineItems: Stripe.LineItem[]): string {
  return lineItems.map(({ price }) => idOf(price?.product) ?? 'no price').join(', ') || 'no line'
}

function different(what: string, wanted: unknown, got: unknown): string {
  return `${what}: asked for ${wanted}, got ${got}`
}
