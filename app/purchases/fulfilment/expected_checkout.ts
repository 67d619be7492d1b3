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
 * In what a Checkout Session differs from what was asked for, one sentence each. What was paid in
 * the end may be less, by a promotion code, so that is no difference.
 */
export function mismatches(
  { session, lineItems }: CheckoutFacts,
  asked: ExpectedCheckout
): string[] {
  const mode = asked.isRecurring ? 'subscription' : 'payment'
  const compared: [what: string, asked: unknown, got: unknown][] = [
    ['user', String(asked.userId), session.client_reference_id],
    [
      'product',
      String(asked.productConfigurationId),
      session.metadata?.product_configuration_id ?? null,
    ],
    ['mode', mode, session.mode],
    ['line items', 1, lineItems.length],
    ['price', asked.priceStripeId, lineItems.at(0)?.price?.id ?? null],
    ['quantity', asked.quantity, lineItems.at(0)?.quantity ?? null],
    ['currency', asked.currency, session.currency],
  ]
  if (asked.subtotalAmount !== null) {
    compared.push(['amount', asked.subtotalAmount, session.amount_subtotal])
  }
  return compared
    .filter(([, wanted, got]) => wanted !== got)
    .map(([what, wanted, got]) => `${what}: asked for ${wanted}, got ${got}`)
}
