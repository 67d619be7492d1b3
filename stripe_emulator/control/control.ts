import { findOrFail } from '#stripe_emulator/api/endpoint'
import {
  cancelNow,
  setCancelAt,
  setCancelAtPeriodEnd,
} from '#stripe_emulator/billing/cancel_subscription'
import { changeItems } from '#stripe_emulator/billing/change_items'
import { changePlan } from '#stripe_emulator/billing/change_plan'
import { giveUp, updateCard, pause, resume } from '#stripe_emulator/billing/change_subscription'
import { passTime, passToRenewal } from '#stripe_emulator/billing/pass_time'
import { setPauseCollection } from '#stripe_emulator/billing/pause_collection'
import { renewSubscription } from '#stripe_emulator/billing/renew_subscription'
import { setCustomerDiscount } from '#stripe_emulator/billing/set_discount'
import { startTrial } from '#stripe_emulator/billing/start_trial'
import { fillCatalogue, fillInBulk } from '#stripe_emulator/catalogue/fill'
import { failDelayed, settleDelayed } from '#stripe_emulator/checkout/delayed_payment'
import { expireSession } from '#stripe_emulator/checkout/expire_session'
import { acceptCrossSell, acceptUpsell, setOffer } from '#stripe_emulator/checkout/offers'
import { openSession } from '#stripe_emulator/checkout/open_session'
import { addOptionalItem, removeOptionalItem } from '#stripe_emulator/checkout/optional_items'
import { payAndWait, successUrl } from '#stripe_emulator/checkout/pay_and_wait'
import { paySession } from '#stripe_emulator/checkout/pay_session'
import { applyPromotionCode } from '#stripe_emulator/checkout/session_changes'
import type { ControlCallName, ControlCalls } from '#stripe_emulator/control/calls'
import { StripeError } from '#stripe_emulator/http/stripe_error'
import { newId } from '#stripe_emulator/ids'
import { inParallel } from '#stripe_emulator/control/in_parallel'
import { DECLINED_CARD, GOOD_CARD } from '#stripe_emulator/payments/cards'
import {
  endDispute,
  openDispute,
  submitEvidence,
  warnOfFraud,
} from '#stripe_emulator/payments/dispute'
import { createRefund, failRefund, settleRefund } from '#stripe_emulator/payments/refund'
import { deleteCustomer } from '#stripe_emulator/resources/customers'
import { createInlinePrice } from '#stripe_emulator/resources/prices'
import type { World } from '#stripe_emulator/world'

const DEFAULT_EMAIL = 'buyer@example.com'
const DEFAULT_WAIT_MS = 10_000

type Handlers = {
  [Name in ControlCallName]: (
    input: Parameters<ControlCalls[Name]>[0]
  ) => ReturnType<ControlCalls[Name]> | Promise<ReturnType<ControlCalls[Name]>>
}

/** What tests and the dashboard can trigger: payments, decisions of banks, time and faults. */
export class Control {
  readonly #world: World
  readonly #second: World
  readonly #setWebhook: (webhook?: { url: string; secret: string }) => void

  /** @param second the world of the second account, of which only the catalogue can be set */
  constructor(
    world: World,
    second: World,
    setWebhook: (webhook?: { url: string; secret: string }) => void
  ) {
    this.#world = world
    this.#second = second
    this.#setWebhook = setWebhook
  }

  readonly calls: Handlers = {
    pay: async ({ sessionId, waitForWebhook = true, ...input }) => {
      const world = this.#world
      const successAddress = successUrl(openSession(world, sessionId))
      if (input.upsell) {
        acceptUpsell(world, sessionId)
      }
      if (input.crossSell) {
        acceptCrossSell(world, sessionId)
      }
      for (const price of input.optionalItems ?? []) {
        addOptionalItem(world, sessionId, price)
      }
      if (input.promotionCode !== undefined) {
        applyPromotionCode(world, sessionId, input.promotionCode)
      }
      const payment = {
        email: input.email ?? DEFAULT_EMAIL,
        name: input.name,
        method: input.method ?? 'card',
        card: input.card ?? GOOD_CARD,
        amount: input.amount,
        currency: input.currency,
      } as const
      const event = waitForWebhook
        ? await payAndWait(world, sessionId, payment)
        : paySession(world, sessionId, payment)
      return { redirectUrl: successAddress, eventId: event.id }
    },

    decline: ({ sessionId, email = DEFAULT_EMAIL }) => {
      try {
        paySession(this.#world, sessionId, { email, method: 'card', card: DECLINED_CARD })
      } catch (error) {
        if (error instanceof StripeError && error.status === 402) {
          return { message: error.message }
        }
        throw error
      }
      throw new Error('The session was paid without a card: nothing was due.')
    },

    addOptionalItem: ({ sessionId, priceId, quantity }) => {
      addOptionalItem(this.#world, sessionId, priceId, quantity)
      return {}
    },

    removeOptionalItem: ({ sessionId, priceId }) => {
      removeOptionalItem(this.#world, sessionId, priceId)
      return {}
    },

    expireSession: ({ sessionId }) =>
      expireSession(this.#world, openSession(this.#world, sessionId)),

    settle: ({ id }) => {
      settleDelayed(this.#world, id)
      return {}
    },

    failDelayed: ({ id }) => {
      failDelayed(this.#world, id)
      return {}
    },

    refund: ({ paymentIntentId, ...input }) =>
      createRefund(this.#world, { payment_intent: paymentIntentId, ...input }),

    failRefund: ({ refundId }) => failRefund(this.#world, refundId),

    dispute: ({ paymentIntentId, ...input }) =>
      openDispute(this.#world, { payment_intent: paymentIntentId, ...input }),

    endDispute: ({ disputeId, outcome }) =>
      endDispute(
        this.#world,
        findOrFail(this.#world.store.disputes, 'dispute', disputeId),
        outcome
      ),

    warnOfFraud: ({ paymentIntentId }) => warnOfFraud(this.#world, paymentIntentId),

    updateCard: ({ subscriptionId }) => updateCard(this.#world, this.#subscription(subscriptionId)),

    giveUp: ({ subscriptionId, as }) => giveUp(this.#world, this.#subscription(subscriptionId), as),

    pause: ({ subscriptionId }) => pause(this.#world, this.#subscription(subscriptionId)),

    resume: ({ subscriptionId }) => resume(this.#world, this.#subscription(subscriptionId)),

    pauseCollection: ({ subscriptionId, behavior = 'void', resumesAt = null }) =>
      setPauseCollection(this.#world, this.#subscription(subscriptionId), {
        behavior,
        resumes_at: resumesAt,
      }),

    resumeCollection: ({ subscriptionId }) =>
      setPauseCollection(this.#world, this.#subscription(subscriptionId), null),

    changePlan: ({ subscriptionId, priceId, itemId, ...change }) =>
      changePlan(this.#world, this.#subscription(subscriptionId), {
        ...change,
        item: itemId,
        price: findOrFail(this.#world.store.prices, 'price', priceId),
      }),

    addItem: ({ subscriptionId, priceId, quantity, proration }) => {
      const price = findOrFail(this.#world.store.prices, 'price', priceId)
      const subscription = this.#subscription(subscriptionId)
      return changeItems(this.#world, subscription, [{ price, quantity }], proration)
    },

    removeItem: ({ subscriptionId, itemId, proration }) =>
      changeItems(
        this.#world,
        this.#subscription(subscriptionId),
        [{ id: itemId, deleted: true }],
        proration
      ),

    startTrial: ({ subscriptionId, seconds, ...input }) =>
      startTrial(this.#world, this.#subscription(subscriptionId), {
        ...input,
        end: this.#world.now() + seconds,
      }),

    cancelAt: ({ subscriptionId, at }) =>
      setCancelAt(this.#world, this.#subscription(subscriptionId), at),

    setCustomerDiscount: ({ customerId, couponId }) =>
      setCustomerDiscount(this.#world, customerId, couponId),

    deleteCustomer: ({ customerId }) => deleteCustomer(this.#world, customerId),

    reviewDispute: ({ disputeId }) =>
      submitEvidence(this.#world, findOrFail(this.#world.store.disputes, 'dispute', disputeId), {
        uncategorized_text: 'See attached.',
      }),

    settleRefund: ({ refundId }) => settleRefund(this.#world, refundId),

    passTime: ({ seconds = 0, toRenewalOf }) => {
      if (toRenewalOf !== undefined) {
        passToRenewal(this.#world, this.#subscription(toRenewalOf))
      }
      passTime(this.#world, seconds)
      return { now: this.#world.now() }
    },

    renew: ({ subscriptionId, ...options }) =>
      renewSubscription(this.#world, this.#subscription(subscriptionId), options),

    cancelSubscription: ({ id, atPeriodEnd = false }) =>
      atPeriodEnd
        ? setCancelAtPeriodEnd(this.#world, this.#subscription(id), true)
        : cancelNow(this.#world, this.#subscription(id)),

    setUpsell: ({ priceId, offeredId }) => {
      findOrFail(this.#world.store.prices, 'price', priceId)
      setOffer(this.#world, 'upsells', priceId, offeredId)
      return {}
    },

    setCrossSell: ({ productId, offeredId }) => {
      findOrFail(this.#world.store.products, 'product', productId)
      setOffer(this.#world, 'crossSells', productId, offeredId)
      return {}
    },

    changeSettings: (changes) => this.#world.changeSettings(changes),

    createInlinePrice: (input) => createInlinePrice(this.#world, input),

    fillSecondAccount: ({ catalogue }) => {
      this.#second.store.clear()
      fillCatalogue(this.#second, catalogue)
      return {}
    },

    seedBulk: (count) => {
      fillInBulk(this.#world, count)
      return {}
    },

    events: ({ type }) =>
      this.#world.store.events
        .all()
        .filter((event) => type === undefined || event.type === type)
        .map((event) => ({ ...event, deliveries: this.#world.courier.deliveriesOf(event.id) })),

    copyEvent: ({ eventId, times }) => {
      const event = this.#event(eventId)
      const copies = Array.from({ length: times }, () => ({ ...event, id: newId('evt') }))
      for (const copy of copies) {
        this.#world.store.events.add(copy)
      }
      return { eventIds: copies.map((copy) => copy.id) }
    },

    copySubscription: ({ subscriptionId, times }) => {
      const { subscriptions } = this.#world.store
      const copied = this.#subscription(subscriptionId)
      for (let copy = 0; copy < times; copy++) {
        subscriptions.add({ ...copied, id: newId('sub') })
      }
      return {}
    },

    deliver: async ({ eventIds, times = 1, parallel, url }) => {
      const events = eventIds.flatMap((id) => Array.from({ length: times }, () => this.#event(id)))
      const send = (event: (typeof events)[number]) => this.#world.courier.sendAgain(event, url)
      const attempts = await inParallel(events, parallel ?? events.length, send)
      return attempts.flat()
    },

    setDelivery: (options) => {
      this.#world.courier.mode.set(options)
      return {}
    },

    flushHeld: async ({ order }) => ({ sent: await this.#world.courier.flushHeld(order) }),

    fault: (options) => {
      this.#world.faults.add(options)
      return {}
    },

    clearFaults: () => {
      this.#world.faults.clear()
      return {}
    },

    hold: (options) => ({ holdId: this.#world.holds.add(options) }),

    waitHeld: async ({ holdId, timeoutMs = DEFAULT_WAIT_MS }) => ({
      held: await this.#world.holds.untilHeld(holdId, timeoutMs),
    }),

    release: ({ holdId }) => ({ released: this.#world.holds.release(holdId) }),

    createRestrictedKey: ({ rights, account = 'first' }) => {
      const { store } = account === 'first' ? this.#world : this.#second
      const { id } = store.restrictedKeys.add({ id: newId('rk_test'), rights })
      return { key: id }
    },

    sendThinEvent: ({ type = 'v1.billing.meter.no_meter_found' }) =>
      this.#world.courier.sendThin(type),

    requests: ({ since }) => this.#world.requests.list(since),

    resetRequests: () => {
      this.#world.requests.clear()
      return {}
    },

    reset: async ({ catalogue = 'empty', webhook }) => {
      const { store, courier, faults, holds, requests } = this.#world
      courier.forget()
      faults.clear()
      holds.releaseAll()
      requests.clear()
      store.clear()
      this.#second.store.clear()
      this.#setWebhook(webhook)
      fillCatalogue(this.#world, await catalogueNamed(catalogue))
      return {}
    },
  }

  #subscription(id: string) {
    return findOrFail(this.#world.store.subscriptions, 'subscription', id)
  }

  #event(id: string) {
    return findOrFail(this.#world.store.events, 'event', id)
  }
}

async function catalogueNamed(catalogue: Parameters<ControlCalls['reset']>[0]['catalogue']) {
  if (catalogue === 'sample') {
    const { sampleCatalogue } = await import('#stripe_emulator/catalogue/catalogue')
    return sampleCatalogue
  }
  return catalogue === undefined || catalogue === 'empty' ? [] : catalogue
}
