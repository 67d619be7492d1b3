import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type Stripe from 'stripe'
import Reconcile from '#operations/reconcile/reconcile'
import { lockAddress } from '#buyers/address_lock'
import { claimPurchases } from '#buyers/claim_purchases'
import { ConfigurationError } from '#framework/configuration_error'
import Payment from '#models/payment'
import RefundRequest from '#models/refund_request'
import RefundPurchase from '#purchases/refunds/refund_purchase'
import { PaymentGatewayError } from '#stripe/payment_gateway'
import { isHandled } from '#webhooks/handlers/event_handlers'
import type { Actor } from '#authority/actor'
import PaymentLine from '#models/payment_line'
import Refund from '#models/refund'
import User from '#models/user'
import AssignRefund from '#purchases/refunds/assign_refund'
import { receive } from '#tests/faults/recorded_rows'
import { STAFF_ACTS } from '#tests/faults/random_histories/staff_acts'
import { cutOffAfter } from '#tests/faults/random_histories/cut_off_after'
import { PLANS } from '#tests/faults/other_plans'
import { customerOf, intentOf, subscriptionOf } from '#tests/faults/purchase_histories'
import { PAUSE_BEHAVIORS } from '#stripe_emulator/billing/pause_collection'
import { type Backup, putBackupBack, takeBackup } from '#tests/helpers/store/backup'
import { emulator } from '#tests/helpers/stripe/emulator'
import { beginCheckout } from '#tests/helpers/store/paid_checkout'
import { actorOf } from '#tests/helpers/store/product_acts'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { beginGuestCheckout } from '#tests/helpers/store/guest_checkout'
import { beginCheckoutOf } from '#tests/helpers/store/several_products'
import { startWithKey } from '#tests/helpers/stripe/second_account'
import { stripe } from '#tests/helpers/stripe/stripe'

/** The coupon of the discount that a customer may have. */
export const COUPON = 'coupon_of_customer'

/** What is bought together with the book. */
const SOLD_TOGETHER = ['guide', 'map', 'sheet', 'plan', 'studio']

/** The address of somebody without an account. */
const GUEST = 'guest@example.com'

/** Seconds. */
const DAY = 24 * 60 * 60

/** One step of a history; `pick` chooses among the objects that the act can apply to. */
export interface Step {
  act: keyof typeof ACTS
  pick: number
}

/** One history: a buyer, the checkouts they started, and the events that Stripe would send. */
export class RandomHistory {
  readonly sessionIds: string[] = []

  /** How often the store was killed in the middle of its work. */
  deaths = 0

  /** The last copy of the database. */
  backup: Backup | null = null

  constructor(readonly user: User) {}

  /** Takes a step; one that is impossible now, such as a refund of nothing, is skipped. */
  async take({ act, pick }: Step): Promise<void> {
    try {
      await ACTS[act](this, pick)
    } catch (error) {
      if (!(error instanceof Error) || !IMPOSSIBLE.test(error.message)) {
        throw error
      }
    }
  }

  /** One of the sessions so far. */
  session(pick: number): string {
    if (this.sessionIds.length === 0) {
      throw new Error('Nothing was begun yet')
    }
    return this.sessionIds[pick % this.sessionIds.length]
  }

  /** The events that Stripe would send, delivered or not, in the order in which they happened. */
  async events(): Promise<Stripe.Event[]> {
    const events = (await emulator.events()) as unknown as Stripe.Event[]
    return events.filter(({ type }) => isHandled(type))
  }
}

/** The errors of the local Stripe, or of the store, for a step that is impossible now. */
const IMPOSSIBLE =
  /^(pay|settle|failDelayed|refund|failRefund|dispute|endDispute|renew|updateCard|giveUp|cancelSubscription|pause|resume|expireSession|changePlan|pauseCollection|resumeCollection|cancelAt|startTrial|deleteCustomer|reviewDispute|settleRefund|setCustomerDiscount): |Nothing was begun yet|No such|No way to pay|must have at least one active plan|canceled subscription can only/

const ACTS = {
  begin: async (history: RandomHistory, pick: number) => {
    const slug = pick % 2 === 0 ? 'book' : 'plan'
    const sessionId = await beginCheckout(history.user, slug)
    if (!history.sessionIds.includes(sessionId)) {
      history.sessionIds.push(sessionId)
    }
  },
  /** Several products together, with or without a subscription among them. */
  beginSeveral: async (history: RandomHistory, pick: number) => {
    const others = SOLD_TOGETHER.filter((_, place) => ((pick + 1) >> place) % 2 === 1)
    const sessionId = await beginCheckoutOf(history.user, ['book', ...others])
    if (!history.sessionIds.includes(sessionId)) {
      history.sessionIds.push(sessionId)
    }
  },
  /** Somebody without an account, who names an address on the payment page. */
  beginAsGuest: async (history: RandomHistory, pick: number) => {
    const slugs = [['book'], ['plan'], ['book', 'guide'], ['plan', 'book', 'map']][pick % 4]
    history.sessionIds.push(await beginGuestCheckout(slugs))
  },
  payAsGuest: (history: RandomHistory, pick: number) =>
    emulator.pay(history.session(pick), {
      waitForWebhook: false,
      email: pick % 2 === 0 ? GUEST : history.user.email,
    }),
  /** An account confirms the address of the guest; the first time it is created. */
  confirmGuest: () =>
    db.transaction(async (trx) => {
      await lockAddress(GUEST, trx)
      const guest =
        (await User.findBy('email', GUEST, { client: trx })) ??
        (await User.create({ email: GUEST }, { client: trx }))
      await guest.merge({ emailVerifiedAt: DateTime.utc() }).save()
      await claimPurchases({ userId: guest.id, email: GUEST }, trx)
    }),
  /** What one of them cost, by Stripe's dashboard. */
  refundLine: async (history: RandomHistory, pick: number) => {
    const amount = [1200, 700, 333, 900][pick % 4]
    await emulator.refund(await intentOf(history.session(pick)), { amount })
  },
  /** One of several products is taken out of a subscription. */
  takeOut: async (history: RandomHistory, pick: number) => {
    const id = await subscriptionOf(history.session(pick))
    const { items } = await stripe.subscriptions.retrieve(id)
    await stripe.subscriptions.update(id, {
      items: [{ id: one(items.data, pick).id, deleted: true }],
      proration_behavior: pick % 2 === 0 ? 'none' : 'create_prorations',
    })
  },
  pay: (history: RandomHistory, pick: number) =>
    emulator.pay(history.session(pick), { waitForWebhook: false }),
  payUpsell: (history: RandomHistory, pick: number) =>
    emulator.pay(history.session(pick), { waitForWebhook: false, upsell: true }),
  payCrossSell: (history: RandomHistory, pick: number) =>
    emulator.pay(history.session(pick), { waitForWebhook: false, crossSell: true }),
  payInPounds: (history: RandomHistory, pick: number) =>
    emulator.pay(history.session(pick), { waitForWebhook: false, currency: 'gbp' }),
  /** Staff say what a refund was for; now and then the process dies meanwhile. */
  assignRefund: async (history: RandomHistory, pick: number) => {
    const refund = one(await Refund.query().where('isUnassigned', true).orderBy('id'), pick)
    const lines = await PaymentLine.query().where('paymentId', refund.paymentId).orderBy('id')
    const { purchaseId } = one(lines, pick)
    const action = await app.container.make(AssignRefund)
    const actor = ownerNamed(history.user)
    const work = () => action.handle({ refundId: refund.id, purchaseId, actor })
    await (pick % 3 === 0 ? cutOffAfter(pick % 7, work) : Promise.all([work(), work()]))
  },
  backUp: async (history: RandomHistory) => {
    history.backup = await takeBackup()
  },
  /** A backup is put back; what was sold since is at Stripe only. */
  restore: async (history: RandomHistory) => {
    if (history.backup !== null) {
      await putBackupBack(history.backup)
    }
  },
  payDelayed: (history: RandomHistory, pick: number) =>
    emulator.pay(history.session(pick), { waitForWebhook: false, method: 'bank_debit' }),
  settle: (history: RandomHistory, pick: number) => emulator.settle(history.session(pick)),
  failDelayed: (history: RandomHistory, pick: number) =>
    emulator.failDelayed(history.session(pick)),
  expire: (history: RandomHistory, pick: number) => emulator.expireSession(history.session(pick)),
  refund: async (history: RandomHistory, pick: number) =>
    emulator.refund(await intentOf(history.session(pick)), pick % 3 === 0 ? {} : { amount: 100 }),
  refundLater: async (history: RandomHistory, pick: number) => {
    await emulator.changeSettings({ refunds: pick % 2 === 0 ? 'pending' : 'requires_action' })
    await emulator.refund(await intentOf(history.session(pick)), { amount: 100 })
  },
  settleRefund: async (_: RandomHistory, pick: number) =>
    emulator.settleRefund(one((await stripe.refunds.list()).data, pick).id),
  failRefund: async (_: RandomHistory, pick: number) =>
    emulator.failRefund(one((await stripe.refunds.list()).data, pick).id),
  dispute: async (history: RandomHistory, pick: number) =>
    emulator.dispute(await intentOf(history.session(pick))),
  inquire: async (history: RandomHistory, pick: number) =>
    emulator.dispute(await intentOf(history.session(pick)), { status: 'warning_needs_response' }),
  reviewDispute: async (_: RandomHistory, pick: number) =>
    emulator.reviewDispute(one((await stripe.disputes.list()).data, pick).id),
  endDispute: async (_: RandomHistory, pick: number) =>
    emulator.endDispute(
      one((await stripe.disputes.list()).data, pick).id,
      (['won', 'lost', 'warning_closed'] as const)[pick % 3]
    ),
  renew: async (history: RandomHistory, pick: number) =>
    emulator.renew(await subscriptionOf(history.session(pick)), { fail: pick % 3 === 0 }),
  updateCard: async (history: RandomHistory, pick: number) =>
    emulator.updateCard(await subscriptionOf(history.session(pick))),
  cancel: async (history: RandomHistory, pick: number) =>
    emulator.cancelSubscription(await subscriptionOf(history.session(pick)), {
      atPeriodEnd: pick % 2 === 0,
    }),
  pause: async (history: RandomHistory, pick: number) =>
    emulator.pause(await subscriptionOf(history.session(pick))),
  changePlan: async (history: RandomHistory, pick: number) =>
    emulator.changePlan(
      await subscriptionOf(history.session(pick)),
      PLANS[pick % PLANS.length],
      pick % 3 === 0 ? { proration: 'always_invoice' } : {}
    ),
  pauseCollection: async (history: RandomHistory, pick: number) =>
    emulator.pauseCollection(await subscriptionOf(history.session(pick)), {
      behavior: PAUSE_BEHAVIORS[pick % PAUSE_BEHAVIORS.length],
      resumesAt: pick % 4 === 0 ? inDays(pick) : undefined,
    }),
  resumeCollection: async (history: RandomHistory, pick: number) =>
    emulator.resumeCollection(await subscriptionOf(history.session(pick))),
  cancelAt: async (history: RandomHistory, pick: number) =>
    emulator.cancelAt(
      await subscriptionOf(history.session(pick)),
      pick % 3 === 0 ? null : inDays(pick * 10)
    ),
  startTrial: async (history: RandomHistory, pick: number) =>
    emulator.startTrial(await subscriptionOf(history.session(pick)), {
      seconds: (pick + 1) * DAY,
      withoutMethod: pick % 3 === 0,
      missingPaymentMethod: pick % 2 === 0 ? 'cancel' : 'pause',
    }),
  renewInParts: async (history: RandomHistory, pick: number) =>
    emulator.renew(await subscriptionOf(history.session(pick)), { payments: 2 }),
  deleteCustomer: async (history: RandomHistory, pick: number) => {
    const chargesOfDeletedCustomers = pick % 2 === 0 ? 'listed' : 'refused'
    await emulator.changeSettings({ chargesOfDeletedCustomers })
    await emulator.deleteCustomer(await customerOf(history.session(pick)))
  },
  /** A credit, a debt, a discount or a further item: no subscription shows any of them. */
  changeCustomer: async (history: RandomHistory, pick: number) => {
    const customer = await customerOf(history.session(pick))
    const changes = [
      () => stripe.customers.update(customer, { balance: (pick - 25) * 40 }),
      () => emulator.setCustomerDiscount(customer, COUPON),
      () => emulator.setCustomerDiscount(customer, null),
      () => stripe.invoiceItems.create({ customer, amount: 100 + pick, currency: 'usd' }),
    ]
    await changes[pick % changes.length]()
  },
  resume: async (history: RandomHistory, pick: number) =>
    emulator.resume(await subscriptionOf(history.session(pick))),
  /** Any one event: early, late, for the first time or again. */
  deliver: async (history: RandomHistory, pick: number) =>
    receive(one(await history.events(), pick)),
  deliverTwiceAtOnce: async (history: RandomHistory, pick: number) => {
    const event = one(await history.events(), pick)
    await Promise.all([receive(event), receive(event)])
  },
  reconcile: () => reconcile(),
  /** The process is killed in the middle of its work, after some writes. */
  kill: async (history: RandomHistory, pick: number) => {
    const event = one(await history.events(), pick)
    const work = pick % 2 === 0 ? () => receive(event) : reconcile
    history.deaths += Number(await cutOffAfter(pick % 7, work))
  },
  /** Longer than Stripe keeps idempotency keys. */
  passADay: () => emulator.passTime({ seconds: 25 * 60 * 60 }),
  /** Presses Buy, and nobody learns what became of it. */
  beginUnanswered: async (history: RandomHistory, pick: number) => {
    const path = pick % 2 === 0 ? '^/v1/checkout/sessions$' : '^/v1/customers$'
    await emulator.fault({ method: 'POST', path, kind: 'reset_after_headers', times: 9 })
    const begun = beginCheckout(history.user, pick % 4 < 2 ? 'book' : 'plan')
    await begun.catch(() => {}).finally(() => emulator.clearFaults())
  },
  /** Staff refund a part; the form may be the one from before, and the answer may be lost. */
  refundHere: async (_: RandomHistory, pick: number) => {
    if (pick % 2 === 0) {
      const path = '^/v1/refunds$'
      await emulator.fault({ method: 'POST', path, kind: 'reset_after_headers', times: 9 })
    }
    await refundHere(pick).finally(() => emulator.clearFaults())
  },
  resumeRefunds: () => resumeRefunds(),
  syncWithOtherKey: async () => {
    const restore = startWithKey()
    const refused = await syncCatalogue().catch((error: unknown) => error)
    restore()
    if (!(refused instanceof ConfigurationError)) {
      throw new Error('The catalogue of another account was copied')
    }
  },
  edit: () =>
    stripe.products.update('prod_book', { name: `Book ${String(Math.random()).slice(2, 6)}` }),
  ...STAFF_ACTS,
  deactivate: (_: RandomHistory, pick: number) =>
    db.from('product_configurations').update({ is_active: pick % 2 === 0 }),
}

function inDays(days: number): number {
  return DateTime.utc().plus({ days }).toUnixInteger()
}

function ownerNamed({ id, email }: User): Actor {
  return { id, label: email, role: 'owner', address: null, userAgent: null, requestId: null }
}

async function refundHere(pick: number) {
  const paid = Payment.query().whereNotNull('paymentIntentId').preload('lines').orderBy('id')
  const payment = one(await paid, pick)
  const action = await app.container.make(RefundPurchase)
  await action.handle({
    request: `form-${pick % 3}-${payment.id}`,
    purchaseId: one(payment.lines, pick).purchaseId,
    paymentId: payment.id,
    amount: 100 + (pick % 3),
    reason: null,
    note: '',
    keepsAccess: false,
    subscription: null,
    actor: actorOf(),
  })
}

/** As the schedule does. */
async function resumeRefunds() {
  const action = await app.container.make(RefundPurchase)
  for (const request of await RefundRequest.query().where('status', 'open')) {
    await action.resume(request).catch((error: unknown) => {
      if (!(error instanceof PaymentGatewayError && error.reason === 'refused')) {
        throw error
      }
    })
  }
}

/** What Stripe has more than once, though the store asked for it once. */
export async function madeTwice(): Promise<string[]> {
  const refunds = (await stripe.refunds.list({ limit: 100 })).data
  const sessions = (await stripe.checkout.sessions.list({ limit: 100 })).data
  const customers = (await stripe.customers.list({ limit: 100 })).data
  const ids = [
    ...refunds.flatMap(({ metadata }) => metadata?.request ?? []),
    ...sessions.flatMap(({ metadata }) => metadata?.attempt ?? []),
    ...customers.flatMap(({ metadata }) => metadata.request ?? []),
  ]
  return ids.filter((id, place) => ids.indexOf(id) !== place)
}

/** Every act there is. */
export const ACT_NAMES = Object.keys(ACTS) as Step['act'][]

export async function reconcile() {
  const action = await app.container.make(Reconcile)
  return action.handle({ since: DateTime.utc().minus({ days: 1 }) })
}

function one<Item>(items: Item[], pick: number): Item {
  if (items.length === 0) {
    throw new Error('Nothing was begun yet')
  }
  return items[pick % items.length]
}
