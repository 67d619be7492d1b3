import { findOrFail } from '#stripe_emulator/api/endpoint'
import { setCancelAtPeriodEnd } from '#stripe_emulator/billing/cancel_subscription'
import { FAULT_KINDS } from '#stripe_emulator/hostile/faults'
import { HOLD_PHASES } from '#stripe_emulator/hostile/holds'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { parseAmount } from '#stripe_emulator/money'
import { OUTCOMES } from '#stripe_emulator/payments/dispute'
import type { PageRequest } from '#stripe_emulator/pages/page'
import { updatePrice } from '#stripe_emulator/resources/prices'
import { updateProduct } from '#stripe_emulator/resources/product_changes'
import { DELIVERY_MODES } from '#stripe_emulator/webhooks/delivery_mode'

/** Seconds. */
const THREE_DAYS = 3 * 24 * 60 * 60

type Action = (request: PageRequest) => unknown

/** What the dashboard's buttons do, by the last part of their address; and what is said then. */
export const actions: Record<string, { said: string; act: Action }> = {
  'settle': { said: 'The payment arrived.', act: (r) => r.control.calls.settle({ id: id(r) }) },
  'fail-delayed': {
    said: 'The payment failed.',
    act: (r) => r.control.calls.failDelayed({ id: id(r) }),
  },
  'refund': { said: 'Refunded.', act: refund },
  'fail-refund': {
    said: 'The refund failed; the shop has the money again.',
    act: (r) => r.control.calls.failRefund({ refundId: id(r) }),
  },
  'dispute': {
    said: 'The bank has taken the payment back.',
    act: (r) => r.control.calls.dispute({ paymentIntentId: id(r), reason: 'fraudulent' }),
  },
  'inquire': {
    said: 'The bank asks about the payment.',
    act: (r) =>
      r.control.calls.dispute({ paymentIntentId: id(r), status: 'warning_needs_response' }),
  },
  'end-dispute': { said: 'The dispute is over.', act: endDispute },
  'mend-card': {
    said: 'The card is good again.',
    act: (r) => r.control.calls.mendCard({ subscriptionId: id(r) }),
  },
  'give-up': {
    said: 'Nobody tries again.',
    act: (r) => r.control.calls.giveUp({ subscriptionId: id(r), as: 'unpaid' }),
  },
  'pause': {
    said: 'The subscription is paused.',
    act: (r) => r.control.calls.pause({ subscriptionId: id(r) }),
  },
  'resume': {
    said: 'The subscription goes on.',
    act: (r) => r.control.calls.resume({ subscriptionId: id(r) }),
  },
  'pass-days': {
    said: 'Three days have passed.',
    act: (r) => r.control.calls.passTime({ seconds: THREE_DAYS }),
  },
  'pass-to-renewal': {
    said: 'Time has passed to the end of the period.',
    act: (r) => r.control.calls.passTime({ toRenewalOf: id(r) }),
  },
  'expire': {
    said: 'The payment page has expired.',
    act: (r) => r.control.calls.expireSession({ sessionId: id(r) }),
  },
  'renew': {
    said: 'Time has passed to the end of the period.',
    act: (r) => r.control.calls.renew({ subscriptionId: id(r) }),
  },
  'renew-fail': {
    said: 'The renewal was declined.',
    act: (r) => r.control.calls.renew({ subscriptionId: id(r), fail: true }),
  },
  'cancel': {
    said: 'The subscription has ended.',
    act: (r) => r.control.calls.cancelSubscription({ id: id(r) }),
  },
  'cancel-later': {
    said: 'The subscription ends with its period.',
    act: (r) => r.control.calls.cancelSubscription({ id: id(r), atPeriodEnd: true }),
  },
  'keep': { said: 'The subscription goes on.', act: keep },
  'rename-product': { said: 'Saved.', act: rename },
  'archive-product': { said: 'Archived.', act: (r) => setProductActive(r, false) },
  'restore-product': { said: 'The product is back.', act: (r) => setProductActive(r, true) },
  'archive-price': { said: 'Archived.', act: (r) => setPriceActive(r, false) },
  'restore-price': { said: 'The price is back.', act: (r) => setPriceActive(r, true) },
  'resend': {
    said: 'Sent again.',
    act: (r) => r.control.calls.deliver({ eventIds: [id(r)], times: numberOrNone(r, 'times') }),
  },
  'delivery': { said: 'Set.', act: setDelivery },
  'flush': { said: 'Sent.', act: flush },
  'fault': { said: 'Added.', act: addFault },
  'clear-faults': { said: 'Cleared.', act: (r) => r.control.calls.clearFaults({}) },
  'hold': { said: 'The next such call will wait.', act: addHold },
  'release-all': { said: 'Let go.', act: ({ world }) => world.holds.releaseAll() },
}

function id(request: PageRequest) {
  return request.field('id')
}

function endDispute(request: PageRequest) {
  const outcome = choice(request, 'outcome', OUTCOMES)
  return request.control.calls.endDispute({ disputeId: id(request), outcome })
}

function refund(request: PageRequest) {
  const intent = findOrFail(request.world.store.paymentIntents, 'payment_intent', id(request))
  const amount = parseAmount(request.field('amount'), intent.currency)
  if (!amount) {
    throw invalidRequest('Enter the amount to refund, such as 12.50.')
  }
  return request.control.calls.refund({ paymentIntentId: intent.id, amount })
}

function keep(request: PageRequest) {
  const subscription = findOrFail(request.world.store.subscriptions, 'subscription', id(request))
  return setCancelAtPeriodEnd(request.world, subscription, false)
}

function rename(request: PageRequest) {
  const name = request.field('name').trim()
  if (name === '') {
    throw invalidRequest('A product needs a name.')
  }
  return updateProduct(request.world, id(request), { name })
}

function setProductActive(request: PageRequest, active: boolean) {
  return updateProduct(request.world, id(request), { active })
}

function setPriceActive(request: PageRequest, active: boolean) {
  return updatePrice(request.world, id(request), { active })
}

function setDelivery(request: PageRequest) {
  return request.control.calls.setDelivery({
    mode: choice(request, 'mode', DELIVERY_MODES),
    times: numberOrNone(request, 'times'),
    delayMs: numberOrNone(request, 'delayMs'),
  })
}

function flush(request: PageRequest) {
  const order = choice(request, 'order', ['fifo', 'lifo', 'shuffle'] as const)
  return request.control.calls.flushHeld({ order })
}

function addFault(request: PageRequest) {
  return request.control.calls.fault({
    method: request.field('method') || undefined,
    path: request.field('path'),
    kind: choice(request, 'kind', FAULT_KINDS),
    status: numberOrNone(request, 'status'),
    times: numberOrNone(request, 'times'),
    delayMs: numberOrNone(request, 'delayMs'),
  })
}

function addHold(request: PageRequest) {
  return request.control.calls.hold({
    method: request.field('method') || undefined,
    path: request.field('path'),
    phase: choice(request, 'phase', HOLD_PHASES),
  })
}

function choice<T extends string>(request: PageRequest, name: string, choices: readonly T[]): T {
  const chosen = choices.find((one) => one === request.field(name))
  if (chosen === undefined) {
    throw invalidRequest(`Choose one of ${choices.join(', ')}.`)
  }
  return chosen
}

function numberOrNone(request: PageRequest, name: string): number | undefined {
  const typed = request.field(name).trim()
  return typed === '' || Number.isNaN(Number(typed)) ? undefined : Number(typed)
}
