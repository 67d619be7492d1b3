import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { databaseTime } from '#database/columns'
import { emailOf } from '#purchases/fulfilment/paid_by'
import { isWhollyReturned } from '#purchases/fulfilment/divide_payments'
import { idOf } from '#stripe/stripe_objects'
import { readableText } from '#shared/readable_text'

const CHARGED_AGAIN =
  'It was noted as refunded, and its subscription has been charged again. Cancel the subscription in Stripe and refund the payment, or assign it to the right account'

/**
 * Records a checkout of this store that was paid, and whose account or product is not known, for staff
 * to settle. It gives nobody access. For `FulfilCheckout` only.
 */
export default class RecordUnassignedPayment {
  async handle(
    facts: CheckoutFacts,
    problem: string
  ): Promise<{ type: 'open' | 'expired' | 'unassigned' }> {
    const { session } = facts
    if (session.status !== 'complete') {
      return { type: session.status === 'expired' ? 'expired' : 'open' }
    }
    const isPaid = session.payment_status !== 'unpaid' || facts.payments.length > 0
    if (isPaid) {
      await record(facts, problem)
    }
    if (isReturned(facts)) {
      await closeReturned(session.id)
    } else {
      await reopenCharged(facts)
    }
    return { type: 'unassigned' }
  }
}

/** The first of several concurrent callers wins, and later ones correct the reason. */
async function record({ session, lineItems }: CheckoutFacts, problem: string) {
  const now = databaseTime(DateTime.utc())
  const line = lineItems.at(0)
  await db
    .knexQuery()
    .table('unassigned_payments')
    .insert({
      checkout_session_id: session.id,
      email: emailOf(session),
      stripe_customer_id: idOf(session.customer),
      product_stripe_id: session.metadata?.product ?? idOf(line?.price?.product),
      name: readableText(lineItems.map(({ description }) => description ?? '').join(', ')),
      currency: session.currency ?? '',
      amount: session.amount_total ?? 0,
      livemode: session.livemode,
      paid_at: databaseTime(DateTime.fromSeconds(session.created, { zone: 'utc' })),
      problem,
      status: 'open',
      created_at: now,
      updated_at: now,
    })
    .onConflict('checkout_session_id')
    .merge({ problem, updated_at: now })
    .where('unassigned_payments.problem', '<>', CHARGED_AGAIN)
}

/** Whether all money went back, and no more is charged. */
function isReturned({ subscription, payments }: CheckoutFacts): boolean {
  const isOver = subscription === null || subscription.ended_at !== null
  return isOver && payments.length > 0 && payments.every(isWhollyReturned)
}

/** All money went back, so there is nothing left to settle. */
async function closeReturned(sessionId: string) {
  const now = databaseTime(DateTime.utc())
  await db
    .from('unassigned_payments')
    .where('checkout_session_id', sessionId)
    .where('status', 'open')
    .update({ status: 'refund', settled_at: now, updated_at: now })
}

/** Staff noted a refund, and the subscription was charged after that: it must not go on unseen. */
async function reopenCharged({ session, payments }: CheckoutFacts) {
  const kept = payments.filter((payment) => !isWhollyReturned(payment))
  const newest = DateTime.fromSeconds(Math.max(0, ...kept.map(({ paidAt }) => paidAt ?? 0)))
  await db
    .from('unassigned_payments')
    .where('checkout_session_id', session.id)
    .where('status', 'refund')
    .where('settled_at', '<', databaseTime(newest))
    .update({
      status: 'open',
      problem: CHARGED_AGAIN,
      settled_at: null,
      settled_by_id: null,
      updated_at: databaseTime(DateTime.utc()),
    })
}
