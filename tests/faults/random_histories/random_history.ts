import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type Stripe from 'stripe'
import Reconcile from '#operations/reconcile/reconcile'
import { isHandled } from '#webhooks/handlers/event_handlers'
import type User from '#models/user'
import { hear } from '#tests/faults/random_histories/rows'
import { cutOffAfter } from '#tests/faults/random_histories/mortal'
import { intentOf, subscriptionOf } from '#tests/faults/random_histories/histories'
import { emulator } from '#tests/helpers/stripe/emulator'
import { beginCheckout } from '#tests/helpers/stripe/paid_checkout'
import { stripe } from '#tests/helpers/stripe/stripe'

/** What may happen in a life; `pick` chooses among whatever there is to choose from. */
export interface Step {
  act: keyof typeof ACTS
  pick: number
}

/** One life: a buyer, what they began to pay, and what Stripe would tell of it. */
export class RandomLife {
  readonly sessionIds: string[] = []

  /** How often the store ended in the middle of its work. */
  deaths = 0

  constructor(readonly user: User) {}

  /** What cannot happen now, such as a refund of nothing, does not happen. */
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

  /** What Stripe would tell, whether it has or not, in the order in which it happened. */
  async news(): Promise<Stripe.Event[]> {
    const events = (await emulator.events()) as unknown as Stripe.Event[]
    return events.filter(({ type }) => isHandled(type))
  }
}

/** What the local Stripe, or the store, says of what cannot be done now. */
const IMPOSSIBLE =
  /^(pay|settle|failDelayed|refund|failRefund|dispute|endDispute|renew|updateCard|giveUp|cancelSubscription|pause|resume|expireSession): |Nothing was begun yet|No such|No way to pay/

const ACTS = {
  begin: async (life: RandomLife, pick: number) => {
    const slug = pick % 2 === 0 ? 'book' : 'plan'
    const sessionId = await beginCheckout(life.user, slug)
    if (!life.sessionIds.includes(sessionId)) {
      life.sessionIds.push(sessionId)
    }
  },
  pay: (life: RandomLife, pick: number) =>
    emulator.pay(life.session(pick), { waitForWebhook: false }),
  payLate: (life: RandomLife, pick: number) =>
    emulator.pay(life.session(pick), { waitForWebhook: false, method: 'bank_debit' }),
  settle: (life: RandomLife, pick: number) => emulator.settle(life.session(pick)),
  failLate: (life: RandomLife, pick: number) => emulator.failDelayed(life.session(pick)),
  expire: (life: RandomLife, pick: number) => emulator.expireSession(life.session(pick)),
  refund: async (life: RandomLife, pick: number) =>
    emulator.refund(await intentOf(life.session(pick)), pick % 3 === 0 ? {} : { amount: 100 }),
  failRefund: async (_: RandomLife, pick: number) =>
    emulator.failRefund(one((await stripe.refunds.list()).data, pick).id),
  dispute: async (life: RandomLife, pick: number) =>
    emulator.dispute(await intentOf(life.session(pick))),
  endDispute: async (_: RandomLife, pick: number) =>
    emulator.endDispute(
      one((await stripe.disputes.list()).data, pick).id,
      pick % 2 === 0 ? 'won' : 'lost'
    ),
  renew: async (life: RandomLife, pick: number) =>
    emulator.renew(await subscriptionOf(life.session(pick)), { fail: pick % 3 === 0 }),
  mend: async (life: RandomLife, pick: number) =>
    emulator.updateCard(await subscriptionOf(life.session(pick))),
  cancel: async (life: RandomLife, pick: number) =>
    emulator.cancelSubscription(await subscriptionOf(life.session(pick)), {
      atPeriodEnd: pick % 2 === 0,
    }),
  pause: async (life: RandomLife, pick: number) =>
    emulator.pause(await subscriptionOf(life.session(pick))),
  resume: async (life: RandomLife, pick: number) =>
    emulator.resume(await subscriptionOf(life.session(pick))),
  /** One event, whichever: early, late, for the first time or again. */
  deliver: async (life: RandomLife, pick: number) => hear(one(await life.news(), pick)),
  deliverTwiceAtOnce: async (life: RandomLife, pick: number) => {
    const event = one(await life.news(), pick)
    await Promise.all([hear(event), hear(event)])
  },
  reconcile: () => reconcile(),
  /** The process dies in the middle of its work, after so many writes. */
  die: async (life: RandomLife, pick: number) => {
    const event = one(await life.news(), pick)
    const work = pick % 2 === 0 ? () => hear(event) : reconcile
    life.deaths += Number(await cutOffAfter(pick % 7, work))
  },
  edit: () =>
    stripe.products.update('prod_book', { name: `Book ${String(Math.random()).slice(2, 6)}` }),
  deactivate: (_: RandomLife, pick: number) =>
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
