import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type Stripe from 'stripe'
import Reconcile from '#operations/reconcile/reconcile'
import { isHandled } from '#webhooks/handlers/event_handlers'
import type User from '#models/user'
import { receive } from '#tests/faults/recorded_rows'
import { STAFF_ACTS } from '#tests/faults/random_histories/staff_acts'
import { cutOffAfter } from '#tests/faults/random_histories/cut_off_after'
import { intentOf, subscriptionOf } from '#tests/faults/purchase_histories'
import { emulator } from '#tests/helpers/stripe/emulator'
import { beginCheckout } from '#tests/helpers/store/paid_checkout'
import { stripe } from '#tests/helpers/stripe/stripe'

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
  /^(pay|settle|failDelayed|refund|failRefund|dispute|endDispute|renew|updateCard|giveUp|cancelSubscription|pause|resume|expireSession): |Nothing was begun yet|No such|No way to pay/

const ACTS = {
  begin: async (history: RandomHistory, pick: number) => {
    const slug = pick % 2 === 0 ? 'book' : 'plan'
    const sessionId = await beginCheckout(history.user, slug)
    if (!history.sessionIds.includes(sessionId)) {
      history.sessionIds.push(sessionId)
    }
  },
  pay: (history: RandomHistory, pick: number) =>
    emulator.pay(history.session(pick), { waitForWebhook: false }),
  payDelayed: (history: RandomHistory, pick: number) =>
    emulator.pay(history.session(pick), { waitForWebhook: false, method: 'bank_debit' }),
  settle: (history: RandomHistory, pick: number) => emulator.settle(history.session(pick)),
  failDelayed: (history: RandomHistory, pick: number) =>
    emulator.failDelayed(history.session(pick)),
  expire: (history: RandomHistory, pick: number) => emulator.expireSession(history.session(pick)),
  refund: async (history: RandomHistory, pick: number) =>
    emulator.refund(await intentOf(history.session(pick)), pick % 3 === 0 ? {} : { amount: 100 }),
  failRefund: async (_: RandomHistory, pick: number) =>
    emulator.failRefund(one((await stripe.refunds.list()).data, pick).id),
  dispute: async (history: RandomHistory, pick: number) =>
    emulator.dispute(await intentOf(history.session(pick))),
  endDispute: async (_: RandomHistory, pick: number) =>
    emulator.endDispute(
      one((await stripe.disputes.list()).data, pick).id,
      pick % 2 === 0 ? 'won' : 'lost'
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
  edit: () =>
    stripe.products.update('prod_book', { name: `Book ${String(Math.random()).slice(2, 6)}` }),
  ...STAFF_ACTS,
  deactivate: (_: RandomHistory, pick: number) =>
    db.from('product_configurations').update({ is_active: pick % 2 === 0 }),
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
