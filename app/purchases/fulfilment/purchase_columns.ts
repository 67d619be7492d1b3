import { databaseTime, databaseTimeOrNull } from '#database/columns'
import type { PurchaseState } from '#purchases/fulfilment/purchase_state'

/** The columns of a purchase that follow Stripe's state, for an update of its row. */
export function purchaseColumns(state: PurchaseState): Record<string, unknown> {
  return {
    status: state.status,
    status_detail: state.statusDetail,
    stripe_status: state.stripeStatus,
    payment_intent_id: state.paymentIntentId,
    subscription_id: state.subscriptionId,
    stripe_customer_id: state.stripeCustomerId,
    livemode: state.livemode,
    is_recurring: state.isRecurring,
    quantity: state.quantity,
    currency: state.currency,
    subtotal_amount: state.subtotalAmount,
    discount_amount: state.discountAmount,
    tax_amount: state.taxAmount,
    total_amount: state.totalAmount,
    purchased_at: databaseTime(state.purchasedAt),
    current_period_ends_at: databaseTimeOrNull(state.currentPeriodEndsAt),
    cancels_at: databaseTimeOrNull(state.cancelsAt),
    ended_at: databaseTimeOrNull(state.endedAt),
    collection_pause: state.collectionPause,
    collection_resumes_at: databaseTimeOrNull(state.collectionResumesAt),
    paid_until: databaseTimeOrNull(state.paidUntil),
    past_due_since: databaseTimeOrNull(state.pastDueSince),
    renewal_price_stripe_id: state.renewalPriceStripeId,
    renewal_amount: state.renewalAmount,
    renewal_interval: state.renewalInterval,
    renewal_interval_count: state.renewalIntervalCount,
    trial_ends_at: databaseTimeOrNull(state.trialEndsAt),
    presentment_currency: state.presentmentCurrency,
    presentment_amount: state.presentmentAmount,
  }
}
