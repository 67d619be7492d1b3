import type Stripe from 'stripe'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { unitAmountIn } from '#purchases/fulfilment/bought_price'
import type { ExpectedCheckout, ExpectedLine } from '#purchases/fulfilment/expected_checkout'
import { belongsToAccount } from '#purchases/fulfilment/paid_by'
import { boughtLine, productOf, type SoldProduct } from '#purchases/fulfilment/sold_products'
import { idOf } from '#stripe/stripe_objects'

/**
 * How a product of a Checkout Session differs from what was expected in a way that no setting of the
 * merchant explains, one sentence per field.
 *
 * Another price of the same product, another currency of the price and further lines are sales: this
 * server created the session, and Stripe lets buyers change nothing but what the merchant offers. A
 * promotion code may lower the amount paid.
 */
export function mismatches(
  facts: CheckoutFacts,
  expected: ExpectedCheckout,
  product: SoldProduct
): string[] {
  const { session, lineItems } = facts
  const mode = expected.isRecurring ? 'subscription' : 'payment'
  return [
    ...(expected.paidBy === null || belongsToAccount(session, expected.paidBy)
      ? []
      : [different('user', expected.userId, idOf(session.customer))]),
    ...(mode === session.mode ? [] : [different('mode', mode, session.mode)]),
    ...(product.lines.length === 0
      ? [different('product', product.productStripeId, productsOf(lineItems))]
      : paidLess(session, product, expected)),
  ]
}

/** Whether less was paid than any amount explains that the price has. */
function paidLess(
  session: Stripe.Checkout.Session,
  product: SoldProduct,
  expected: ExpectedCheckout
): string[] {
  const asked = product.expected
  const line = boughtLine(product)
  if (asked === null || line === null) {
    return []
  }
  const quantity = line.quantity ?? 1
  if (quantity < asked.quantity) {
    return [different('quantity', asked.quantity, quantity)]
  }
  const amounts = possibleAmounts(line, session.currency ?? '', asked, expected)
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
  asked: ExpectedLine,
  expected: ExpectedCheckout
): (number | null)[] {
  if (price?.id === asked.priceStripeId && currency === expected.currency) {
    return [asked.subtotalAmount === null ? null : asked.subtotalAmount / asked.quantity]
  }
  const known = expected.knownAmounts
    .filter((amount) => amount.priceStripeId === price?.id && amount.currency === currency)
    .map(({ unitAmount }) => unitAmount)
  const now = price ? unitAmountIn(price, currency) : undefined
  return now === undefined ? known : [...known, now]
}

function productsOf(lineItems: Stripe.LineItem[]): string {
  return lineItems.map((line) => productOf(line) ?? 'no price').join(', ') || 'no line'
}

function different(what: string, wanted: unknown, got: unknown): string {
  return `${what}: asked for ${wanted}, got ${got}`
}
