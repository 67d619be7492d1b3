import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import HandleStripeEvent from '#webhooks/handle_stripe_event'
import RecordStripeEvent from '#webhooks/record_stripe_event'
import type PaymentLine from '#models/payment_line'
import Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'

/** Columns that staff decide, which no event tells. */
const DECIDED = [
  'accessOverride',
  'overrideAt',
  'overrideById',
  'overrideEndsAt',
  'overrideReason',
  'chargesKeptAt',
  'chargesKeptFor',
  'chargesKeptReason',
  'actorId',
]

/**
 * Columns that depend on when and in which row something was recorded, not on what happened; the
 * snapshots of product and price are taken at that moment.
 */
const INCIDENTAL = new Set([
  'id',
  'reference',
  'syncVersion',
  'createdAt',
  'updatedAt',
  'stripeSyncedAt',
  'purchaseId',
  'paymentId',
  'refundId',
  'productSnapshot',
  'priceSnapshot',
  'grantedPurchaseId',
  'settledAt',
  'settledById',
  ...DECIDED,
])

/** Emptied between two orders of the same events; rows that refer to others first. */
const TABLES = [
  'mails',
  'refund_requests',
  'refund_lines',
  'refunds',
  'disputes',
  'payment_lines',
  'payments',
  'further_lines',
  'unassigned_payments',
  'subscription_requests',
  'subscription_changes',
  'purchases',
  'stripe_events',
]

/** Records an event as the webhook does, and handles it. */
export async function receive(event: Stripe.Event): Promise<void> {
  const record = await app.container.make(RecordStripeEvent)
  await record.handle({ event, rawBody: JSON.stringify(event) })
  const row = await StripeEvent.findByOrFail('stripeId', event.id)
  const handle = await app.container.make(HandleStripeEvent)
  await handle.handle(row.id)
}

/** Deletes everything that the store has learned from events. */
export async function forgetPurchases(): Promise<void> {
  for (const table of TABLES) {
    await db.from(table).delete()
  }
}

/** Everything that is stored about purchases made in Stripe, as plain values that can be compared. */
export async function rowsOf(): Promise<unknown> {
  const purchases = await Purchase.query()
    .where('source', 'stripe')
    .orderBy('checkoutSessionId')
    .orderBy('boughtProductStripeId')
    .preload('furtherLines', (lines) => lines.orderBy('lineItemStripeId'))
    .preload('paymentLines', (lines) =>
      lines.preload('payment', (payment) =>
        payment
          .preload('refunds', (refunds) =>
            refunds.preload('lines', (parts) => parts.orderBy('amount')).orderBy('stripeId')
          )
          .preload('disputes', (disputes) => disputes.orderBy('stripeId'))
      )
    )
  return purchases.map((purchase) => {
    const { paymentLines, ...columns } = purchase.serialize()
    const byPayment = paymentLines.toSorted((one: PaymentLine, other: PaymentLine) =>
      one.payment.stripeId < other.payment.stripeId ? -1 : 1
    )
    return plain({ ...columns, paymentLines: byPayment })
  })
}

/** The kinds of all mails, in alphabetical order. */
export async function mailKinds(): Promise<string[]> {
  const mails = await db.from('mails').select('kind').orderBy('kind')
  return mails.map(({ kind }) => kind)
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain)
  }
  if (value === null || typeof value !== 'object') {
    return value
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !INCIDENTAL.has(name))
      .map(([name, part]) => [name, plain(part)])
  )
}
