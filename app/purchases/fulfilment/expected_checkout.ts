import type { CheckoutFacts } from '#stripe/payment_gateway'

/** What a buyer was sent to pay for. */
export interface ExpectedCheckout {
  userId: number
  productConfigurationId: number
  priceStripeId: string
  isRecurring: boolean
  quantity: number
  currency: string
  /** Minor units of `currency`; null where the buyer names the amount. */
  subtotalAmount: number | null
}

/**
 * How a Checkout Session differs from the expected checkout, one sentence per field. A promotion
 * code may lower the amount paid, so that is no mismatch.
 */
export function mismatches(
  { session, lineItems }: CheckoutFacts,
  expected: ExpectedCheckout
): string[] {
  const mode = expected.isRecurring ? 'subscription' : 'payment'
  const compared: [what: string, wanted: unknown, got: unknown][] = [
    ['user', String(expected.userId), session.client_reference_id],
    [
      'product',
      String(expected.productConfigurationId),
      session.metadata?.product_configuration_id ?? null,
    ],
    ['mode', mode, session.mode],
    ['line items', 1, lineItems.length],
    ['price', expected.priceStripeId, lineItems.at(0)?.price?.id ?? null],
    ['quantity', expected.quantity, lineItems.at(0)?.quantity ?? null],
    ['currency', expected.currency, session.currency],
  ]
  if (expected.subtotalAmount !== null) {
    compared.push(['amount', expected.subtotalAmount, session.amount_subtotal])
  }
  return compared
    .filter(([, wanted, got]) => wanted !== got)
    .map(([what, wanted, got]) => `${what}: asked for ${wanted}, got ${got}`)
}
