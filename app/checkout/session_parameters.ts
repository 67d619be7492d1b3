import type Stripe from 'stripe'
import type { SellablePrice } from '#catalogue/prices/sellable_prices'

export interface SessionRequest {
  /** Goes into `metadata.source`. */
  storeIdentity: string
  /** Stripe's id of the product. */
  productStripeId: string
  price: SellablePrice
  customerId: string
  idempotencyKey: string
  /** Unix seconds. */
  expiresAt: number
  addresses: CheckoutAddresses
}

/** Where Stripe sends the buyer afterwards; absolute URLs of this store. */
export interface CheckoutAddresses {
  /** Contains `{CHECKOUT_SESSION_ID}`, which Stripe replaces with the session's id. */
  returned: string
  cancelled: string
}

/**
 * The parameters of a new Checkout Session. Payment methods are left to Stripe, so delayed ones are
 * possible; so is the currency, where the price has several.
 *
 * They name no id of a row: a restored backup gives those out again.
 *
 * Source: https://docs.stripe.com/api/checkout/sessions/create
 */
export function sessionParameters(request: SessionRequest): Stripe.Checkout.SessionCreateParams {
  const { price } = request
  const isRecurring = price.interval !== null
  const isFree = price.unitAmount === 0
  const isNamedByBuyer = price.unitAmount === null

  return {
    mode: isRecurring ? 'subscription' : 'payment',
    line_items: [{ price: price.stripeId, quantity: 1 }],
    customer: request.customerId,
    client_reference_id: request.idempotencyKey,
    metadata: {
      source: request.storeIdentity,
      product: request.productStripeId,
      attempt: request.idempotencyKey,
    },
    success_url: request.addresses.returned,
    cancel_url: request.addresses.cancelled,
    expires_at: request.expiresAt,
    /** Stripe accepts no codes with an amount that the buyer names; a free price needs none. */
    ...(isFree || isNamedByBuyer ? {} : { allow_promotion_codes: true }),
    /** One-time sessions never ask for a card when nothing is due; subscriptions do. */
    ...(isRecurring && isFree ? { payment_method_collection: 'if_required' } : {}),
  }
}
