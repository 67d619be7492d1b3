import { DateTime } from 'luxon'
import { databaseTime } from '#database/columns'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { randomUUID } from 'node:crypto'
import type { Actor } from '#authority/actor'
import Purchase from '#models/purchase'
import RefundRequest from '#models/refund_request'
import SubscriptionRequest, {
  SUBSCRIPTION_ACTS,
  SUBSCRIPTION_CHOICES,
  type SubscriptionAct,
} from '#models/subscription_request'
import DecidePurchaseAccess from '#purchases/decide_purchase_access'
import { newestPayments, purchasePayments } from '#purchases/purchase_payments'
import { refundableAmount } from '#purchases/refund_rules'
import { LISTED_DAYS, UNCERTAIN_DOUBLE_PAYMENTS } from '#purchases/refunds/double_payments_in_sql'
import RefundPurchase from '#purchases/refunds/refund_purchase'
import ChangeSubscription from '#purchases/subscriptions/change_subscription'
import FindUnsettledCharges from '#purchases/subscriptions/find_unsettled_charges'
import LeaveSubscription from '#purchases/subscriptions/leave_subscription'
import { cutOffAfter } from '#tests/faults/random_histories/cut_off_after'

/** What the acts need of a history. */
interface History {
  deaths: number
  session: (pick: number) => string
}

const OWNER: Actor = {
  id: null,
  label: 'The owner',
  role: 'owner',
  address: null,
  userAgent: null,
  requestId: null,
}

/** What staff do with purchases, in the panel. An act that does not fit is answered, not thrown. */
export const STAFF_ACTS = {
  staffChange: async (history: History, pick: number) =>
    change(await purchaseIn(history, pick), SUBSCRIPTION_ACTS[pick % SUBSCRIPTION_ACTS.length]),
  /** Two members of staff, who want different things. */
  staffChangeAtOnce: async (history: History, pick: number) => {
    const purchase = await purchaseIn(history, pick)
    const acts = [pick, pick + 1].map((one) => SUBSCRIPTION_ACTS[one % SUBSCRIPTION_ACTS.length])
    await Promise.all(acts.map((act) => change(purchase, act)))
  },
  staffRefund: async (history: History, pick: number) =>
    refund(await purchaseIn(history, pick), pick),
  staffRevoke: async (history: History, pick: number) =>
    revoke(await purchaseIn(history, pick), pick),
  /** The process is killed while staff do something, and works on later. */
  killStaff: async (history: History, pick: number) => {
    const purchase = await purchaseIn(history, pick)
    const works = [
      () => change(purchase, SUBSCRIPTION_ACTS[pick % SUBSCRIPTION_ACTS.length]),
      () => refund(purchase, pick),
      () => revoke(purchase, pick),
    ]
    history.deaths += Number(await cutOffAfter(pick % 11, works[pick % works.length]))
    await resumeRequests()
  },
}

/** Resumes what staff requested and got no answer to, as the store does after a minute. */
export async function resumeRequests() {
  const refundPurchase = await app.container.make(RefundPurchase)
  for (const request of await RefundRequest.query().where('status', 'open').orderBy('id')) {
    await refundPurchase.resume(request).catch(() => {})
  }
  const changeSubscription = await app.container.make(ChangeSubscription)
  for (const request of await SubscriptionRequest.query().where('status', 'open').orderBy('id')) {
    await changeSubscription.resume(request)
  }
}

/**
 * Settles what "needs attention" lists, as the owner does.
 * @returns the requests that are still without an answer; none is right
 */
export async function settleCharges(): Promise<unknown[]> {
  for (const { purchaseId } of await new FindUnsettledCharges().handle()) {
    await new LeaveSubscription().handle({ purchaseId, reason: 'They know', actor: OWNER })
  }
  const decide = await app.container.make(DecidePurchaseAccess)
  const since = databaseTime(DateTime.utc().minus({ days: LISTED_DAYS }))
  const uncertain = Purchase.query().whereRaw(`id in (${UNCERTAIN_DOUBLE_PAYMENTS})`, [since])
  for (const { id } of await uncertain) {
    const reason = 'They wanted both'
    await decide.handle({
      purchaseId: id,
      decision: 'keep',
      reason,
      endsAt: null,
      subscription: null,
      actor: OWNER,
    })
  }
  return db.from('subscription_requests').where('status', 'open').select('act')
}

async function purchaseIn(history: History, pick: number): Promise<Purchase> {
  const purchase = await Purchase.findBy('checkoutSessionId', history.session(pick))
  if (purchase === null) {
    throw new Error('Nothing was begun yet')
  }
  return purchase
}

async function change(purchase: Purchase, act: SubscriptionAct) {
  const action = await app.container.make(ChangeSubscription)
  const of = { request: randomUUID(), purchaseId: purchase.id, note: '', actor: OWNER }
  return action.handle({ ...of, act })
}

async function refund(purchase: Purchase, pick: number) {
  await purchase.load('paymentLines', newestPayments(1))
  const payment = purchasePayments(purchase).at(0)
  if (payment === undefined) {
    return
  }
  const action = await app.container.make(RefundPurchase)
  await action.handle({
    request: randomUUID(),
    purchaseId: purchase.id,
    paymentId: payment.id,
    amount: refundableAmount(payment),
    reason: null,
    note: 'Asked for it',
    keepsAccess: false,
    subscription: SUBSCRIPTION_CHOICES[pick % SUBSCRIPTION_CHOICES.length],
    actor: OWNER,
  })
}

async function revoke(purchase: Purchase, pick: number) {
  const action = await app.container.make(DecidePurchaseAccess)
  const isLifted = pick % 2 === 0
  await action.handle({
    purchaseId: purchase.id,
    decision: isLifted ? 'lift' : 'revoke',
    reason: 'Shared it',
    endsAt: null,
    subscription: isLifted ? null : SUBSCRIPTION_CHOICES[pick % SUBSCRIPTION_CHOICES.length],
    actor: OWNER,
  })
}
