import type Stripe from 'stripe'
import type { ExpectedCheckout, ExpectedLine } from '#purchases/fulfilment/expected_checkout'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { idOf } from '#stripe/stripe_objects'

/** What a checkout sold of one product. Each becomes a purchase. */
export interface SoldProduct {
  productStripeId: string
  /** Null for what the buyer added at the checkout. */
  expected: ExpectedLine | null
  /** Its lines: with the price that was asked for first. Empty where Stripe has none. */
  lines: Stripe.LineItem[]
  /** Lines of products that are not here, whose money counts as this product's. */
  foreignLines: Stripe.LineItem[]
  isRecurring: boolean
}

/**
 * The products that a checkout sold: those that were asked for, in that order, then what a merchant's
 * settings let the buyer add, in Stripe's order. What is not in the catalogue counts as the first one's,
 * so that no money is lost; so does everything where none of the lines was asked for.
 *
 * Source: https://docs.stripe.com/payments/checkout/cross-sells,
 *   https://docs.stripe.com/payments/checkout/optional-items
 */
export function soldProducts(facts: CheckoutFacts, expected: ExpectedCheckout): SoldProduct[] {
  const { lineItems } = facts
  const asked = expected.lines.map((line) => line.productStripeId)
  const isAnyAsked = lineItems.some((line) => asked.includes(productOf(line) ?? ''))
  const added = isAnyAsked ? addedProducts(lineItems, asked, expected.otherProducts) : []
  const products = [...asked, ...added]
  const foreign = lineItems.filter((line) => !products.includes(productOf(line) ?? ''))
  const sold = products.map((productStripeId, index) => {
    const line = expected.lines.find((one) => one.productStripeId === productStripeId) ?? null
    return {
      productStripeId,
      expected: line,
      lines: linesOf(productStripeId, lineItems, line),
      foreignLines: index === 0 ? foreign : [],
    }
  })
  return withRecurrence(sold, facts.session)
}

/** The line whose price counts as the one that was bought. */
export function boughtLine({ lines }: Pick<SoldProduct, 'lines'>): Stripe.LineItem | null {
  return lines.at(0) ?? null
}

export function productOf({ price }: Stripe.LineItem): string | null {
  return price ? idOf(price.product) : null
}

function addedProducts(
  lineItems: Stripe.LineItem[],
  asked: string[],
  others: ReadonlySet<string>
): string[] {
  const products = lineItems.map((line) => productOf(line) ?? '')
  return [...new Set(products)].filter((id) => !asked.includes(id) && others.has(id))
}

/** A merchant may offer another price of the same product at Checkout. */
function linesOf(
  productStripeId: string,
  lineItems: Stripe.LineItem[],
  expected: ExpectedLine | null
): Stripe.LineItem[] {
  const own = lineItems.filter((line) => productOf(line) === productStripeId)
  const isAsked = (line: Stripe.LineItem) => line.price?.id === expected?.priceStripeId
  return [...own.filter(isAsked), ...own.filter((line) => !isAsked(line))]
}

/**
 * A subscription is at least one product's. What is paid once beside it comes with the first invoice
 * and is not charged again.
 */
function withRecurrence(
  sold: Omit<SoldProduct, 'isRecurring'>[],
  { mode }: Stripe.Checkout.Session
): SoldProduct[] {
  const isCharged = ({ lines }: Pick<SoldProduct, 'lines'>) =>
    lines.some(({ price }) => Boolean(price?.recurring))
  const isAnyCharged = sold.some(isCharged)
  return sold.map((one, index) => ({
    ...one,
    isRecurring: mode === 'subscription' && (isAnyCharged ? isCharged(one) : index === 0),
  }))
}
