import type Stripe from 'stripe'
import type { SellablePrice } from '#catalogue/prices/sellable_prices'

/** The longest description of a subscription that Stripe takes. */
const DESCRIPTION_LENGTH = 500

export interface SessionRequest {
  /** Goes into `metadata.source`. */
  storeIdentity: string
  /** At least one, one per product. */
  lines: [SessionLine, ...SessionLine[]]
  customerId: string
  idempotencyKey: string
  /** Unix seconds. */
  expiresAt: number
  addresses: CheckoutAddresses
}

/** A product that a buyer is sent to pay for. */
export interface SessionLine {
  /** Stripe's id of the product. */
  productStripeId: string
  /** Shown beside the payment in Stripe's lists. */
  productName: string
  price: SellablePrice
}

/** Where Stripe sends the buyer afterwards; absolute URLs of this store. */
export interface CheckoutAddresses {
  /** Contains `{CHECKOUT_SESSION_ID}`, which Stripe replaces with the session's id. */
  returned: string
  cancelled: string
}

/**
 * The parameters of a new Checkout Session. Payment methods are left to Stripe, so delayed ones are
 * possible; so is the currency, where the price has several. The payment or subscription is named
 * after the products, and carries the attempt.
 *
 * They name no id of a row: a restored backup gives those out again.
 *
 * Source: https://docs.stripe.com/api/checkout/sessions/create
 */
export function sessionParameters(request: SessionRequest): Stripe.Checkout.SessionCreateParams {
  const { lines } = request
  const isRecurring = lines.some(({ price }) => price.interval !== null)
  const isFree = lines.every(({ price }) => price.unitAmount === 0)
  const isNamedByBuyer = lines.some(({ price }) => price.unitAmount === null)
  const metadata = {
    source: request.storeIdentity,
    product: lines[0].productStripeId,
    attempt: request.idempotencyKey,
  }
  const names = lines.map(({ productName }) => productName).join(', ')
  const described = { description: names.slice(0, DESCRIPTION_LENGTH), metadata }

  return {
    mode: isRecurring ? 'subscription' : 'payment',
    line_items: lines.map(({ price }) => ({ price: price.stripeId, quantity: 1 })),
    customer: request.customerId,
    client_reference_id: request.idempotencyKey,
    metadata,
    ...(isRecurring ? { subscription_data: described } : { payment_intent_data: described }),
    success_url: request.addresses.returned,
    cancel_url: request.addresses.cancelled,
    expires_at: request.expiresAt,
    /** Stripe accepts no codes with an amount that the buyer names; a free price needs none. */
    ...(isFree || isNamedByBuyer ? {} : { allow_promotion_codes: true }),
    /** One-time sessions never ask for a card when nothing is due; subscriptions do. */
    ...(isRecurring && isFree ? { payment_method_collection: 'if_required' } : {}),
  }
}
