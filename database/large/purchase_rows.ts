import { type LargeStore, type Part, type Row, stamps } from '#database/large/large_store'
import {
  customerId,
  productTitle,
  purchaseReference,
  sessionId,
  stripeId,
} from '#database/large/names_and_ids'
import { type PurchaseStory, tellPurchase } from '#database/large/purchase_story'

/** Statuses of purchases that were never paid. */
const UNPAID = ['pending', 'failed']

/** Added to the numbers of renewals, so that their Stripe ids differ from those of first payments. */
const RENEWALS = 500_000_000

const purchases = (numbers: { purchases: number }) => numbers.purchases

/** Purchases with their payments and refunds. */
export const purchaseParts: Part[] = [
  { name: 'purchases', table: 'purchases', count: purchases, row: purchaseRow },
  { name: 'payments', table: 'payments', count: purchases, row: paymentRow },
  { name: 'renewals', table: 'payments', count: purchases, row: renewalRow },
  { name: 'payment_lines', table: 'payment_lines', count: purchases, row: paymentLineRow },
  { name: 'renewal_lines', table: 'payment_lines', count: purchases, row: renewalLineRow },
  { name: 'refunds', table: 'refunds', count: purchases, row: refundRow },
  { name: 'refund_lines', table: 'refund_lines', count: purchases, row: refundLineRow },
]

function purchaseRow(n: number, store: LargeStore): Row {
  const { firstIds, calendar } = store
  const story = tellPurchase(n, store)
  const isFromStripe = story.source === 'stripe'
  return {
    reference: purchaseReference(n),
    user_id: firstIds.customers + story.buyer,
    product_configuration_id: firstIds.product_configurations + story.product,
    source: story.source,
    checkout_session_id: isFromStripe ? sessionId(n) : null,
    bought_product_stripe_id: isFromStripe ? stripeId('prod', story.product) : null,
    payment_intent_id: isFromStripe && !story.isRecurring ? stripeId('pi', n) : null,
    subscription_id: isFromStripe && story.isRecurring ? stripeId('sub', n) : null,
    stripe_customer_id: isFromStripe ? customerId(story.buyer) : null,
    livemode: false,
    quantity: 1,
    currency: story.currency,
    subtotal_amount: story.subtotal,
    discount_amount: story.discount,
    tax_amount: 0,
    total_amount: story.total,
    product_snapshot: {
      stripeId: stripeId('prod', story.product),
      name: productTitle(story.product),
      description: null,
    },
    price_snapshot: {
      stripeId: stripeId('price', story.product),
      currency: story.currency,
      unitAmount: story.subtotal,
      interval: story.isRecurring ? 'month' : null,
      intervalCount: story.isRecurring ? 1 : null,
      nickname: null,
    },
    status: story.status,
    stripe_status: isFromStripe ? 'complete' : null,
    is_recurring: story.isRecurring,
    purchased_at: story.boughtAt,
    ...periodOf(story, store),
    stripe_synced_at: isFromStripe ? calendar.after(story.boughtAt, 0.001) : null,
    sync_version: 1,
    ...stamps(story.boughtAt),
  }
}

function periodOf(story: PurchaseStory, { calendar }: LargeStore) {
  if (!story.isRecurring || story.source !== 'stripe') {
    return { ended_at: null, current_period_ends_at: null }
  }
  const end = story.status === 'lapsed' ? calendar.after(story.boughtAt, 90) : null
  return { ended_at: end, current_period_ends_at: end ?? calendar.later }
}

function paymentRow(n: number, store: LargeStore): Row | null {
  const story = tellPurchase(n, store)
  return isPaid(story) ? payment(story, stripeId('pi', n), story.boughtAt) : null
}

function renewalRow(n: number, store: LargeStore): Row | null {
  const story = tellPurchase(n, store)
  const paidAt = renewedAt(story, store)
  return paidAt ? payment(story, stripeId('in', RENEWALS + n), paidAt) : null
}

function payment(story: PurchaseStory, id: string, paidAt: Date): Row {
  return {
    stripe_id: id,
    payment_intent_id: id.replace(/^in_/, 'pi_'),
    amount: story.total,
    currency: story.currency,
    paid_at: paidAt,
    ...stamps(paidAt),
  }
}

function refundRow(n: number, store: LargeStore): Row | null {
  const story = tellPurchase(n, store)
  if (story.status !== 'refunded') {
    return null
  }
  const refundedAt = store.calendar.after(story.boughtAt, 4)
  return {
    payment_id: store.firstIds.payments + n,
    stripe_id: stripeId('re', n),
    amount: story.total,
    status: 'succeeded',
    reason: 'requested_by_customer',
    refunded_at: refundedAt,
    ...stamps(refundedAt),
  }
}

function paymentLineRow(n: number, store: LargeStore): Row | null {
  const story = tellPurchase(n, store)
  return isPaid(story) ? line(n, story, store, store.firstIds.payments + n, story.boughtAt) : null
}

function renewalLineRow(n: number, store: LargeStore): Row | null {
  const story = tellPurchase(n, store)
  const paidAt = renewedAt(story, store)
  return paidAt ? line(n, story, store, store.firstIds.renewals + n, paidAt) : null
}

function line(
  n: number,
  story: PurchaseStory,
  store: LargeStore,
  paymentId: number,
  paidAt: Date
): Row {
  return {
    payment_id: paymentId,
    purchase_id: store.firstIds.purchases + n,
    subtotal_amount: story.subtotal,
    discount_amount: story.discount,
    tax_amount: 0,
    total_amount: story.total,
    ...stamps(paidAt),
  }
}

function refundLineRow(n: number, store: LargeStore): Row | null {
  const story = tellPurchase(n, store)
  return story.status === 'refunded'
    ? {
        refund_id: store.firstIds.refunds + n,
        purchase_id: store.firstIds.purchases + n,
        amount: story.total,
        ...stamps(store.calendar.after(story.boughtAt, 4)),
      }
    : null
}

/** When a subscription was renewed; null for what is not, or not yet. */
function renewedAt(story: PurchaseStory, { calendar }: LargeStore): Date | null {
  const paidAt = calendar.after(story.boughtAt, 30)
  return isPaid(story) && story.isRecurring && paidAt < calendar.end ? paidAt : null
}

function isPaid({ source, status }: PurchaseStory): boolean {
  return source === 'stripe' && !UNPAID.includes(status)
}
