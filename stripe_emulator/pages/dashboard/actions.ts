import { findOrFail } from '#stripe_emulator/api/endpoint'
import { keepSubscription } from '#stripe_emulator/billing/cancel_subscription'
import { PAUSE_BEHAVIORS } from '#stripe_emulator/billing/pause_collection'
import { FAULT_KINDS } from '#stripe_emulator/hostile/faults'
import { HOLD_PHASES } from '#stripe_emulator/hostile/holds'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { parseAmount } from '#stripe_emulator/money'
import { OUTCOMES } from '#stripe_emulator/payments/dispute'
import { typedSettings } from '#stripe_emulator/pages/dashboard/settings_form'
import { choice, currencyOrNone, numberOrNone, words } from '#stripe_emulator/pages/dashboard/typed'
import type { PageRequest } from '#stripe_emulator/pages/page'
import { updatePrice } from '#stripe_emulator/resources/prices'
import { updateProduct } from '#stripe_emulator/resources/product_changes'
import { DELIVERY_MODES } from '#stripe_emulator/webhooks/delivery_mode'

/** Seconds. */
const HOUR = 60 * 60
const DAY = 24 * HOUR

type Action = (request: PageRequest) => unknown

/** The actions of the dashboard's buttons, by the last part of their path, and the notice after each. */
export const actions: Record<string, { notice: string; act: Action }> = {
  'settle': { notice: 'Payment settled.', act: (r) => r.control.calls.settle({ id: id(r) }) },
  'fail-delayed': {
    notice: 'Payment failed.',
    act: (r) => r.control.calls.failDelayed({ id: id(r) }),
  },
  'refund': { notice: 'Refunded.', act: refund },
  'fail-refund': {
    notice: 'Refund failed; the store has the money again.',
    act: (r) => r.control.calls.failRefund({ refundId: id(r) }),
  },
  'dispute': {
    notice: 'Dispute opened.',
    act: (r) => r.control.calls.dispute({ paymentIntentId: id(r), reason: 'fraudulent' }),
  },
  'inquire': {
    notice: 'Inquiry opened.',
    act: (r) =>
      r.control.calls.dispute({ paymentIntentId: id(r), status: 'warning_needs_response' }),
  },
  'end-dispute': { notice: 'Dispute closed.', act: endDispute },
  'update-card': {
    notice: 'Card updated.',
    act: (r) => r.control.calls.updateCard({ subscriptionId: id(r) }),
  },
  'give-up': {
    notice: 'Retries stopped; the subscription is unpaid.',
    act: (r) => r.control.calls.giveUp({ subscriptionId: id(r), as: 'unpaid' }),
  },
  'pause': {
    notice: 'Subscription paused.',
    act: (r) => r.control.calls.pause({ subscriptionId: id(r) }),
  },
  'resume': {
    notice: 'Subscription resumed.',
    act: (r) => r.control.calls.resume({ subscriptionId: id(r) }),
  },
  'pause-collection': {
    notice: 'Collection paused.',
    act: (r) =>
      r.control.calls.pauseCollection({
        subscriptionId: id(r),
        behavior: choice(r, 'behavior', PAUSE_BEHAVIORS),
      }),
  },
  'resume-collection': {
    notice: 'Collection resumed.',
    act: (r) => r.control.calls.resumeCollection({ subscriptionId: id(r) }),
  },
  'change-plan': {
    notice: 'Plan changed.',
    act: (r) =>
      r.control.calls.changePlan({
        subscriptionId: id(r),
        priceId: r.field('price').trim(),
        itemId: r.field('item') || undefined,
      }),
  },
  'add-item': {
    notice: 'Product added.',
    act: (r) =>
      r.control.calls.addItem({ subscriptionId: id(r), priceId: r.field('price').trim() }),
  },
  'remove-item': {
    notice: 'Product removed.',
    act: (r) => r.control.calls.removeItem({ subscriptionId: id(r), itemId: r.field('item') }),
  },
  'cancel-at': {
    notice: 'Saved.',
    act: (r) => r.control.calls.cancelAt({ subscriptionId: id(r), at: inDays(r) }),
  },
  'start-trial': {
    notice: 'Trial started.',
    act: (r) =>
      r.control.calls.startTrial({ subscriptionId: id(r), seconds: inDays(r) - r.world.now() }),
  },
  'delete-customer': {
    notice: 'Customer deleted.',
    act: (r) => r.control.calls.deleteCustomer({ customerId: id(r) }),
  },
  'review-dispute': {
    notice: 'Under review.',
    act: (r) => r.control.calls.reviewDispute({ disputeId: id(r) }),
  },
  'settle-refund': {
    notice: 'Refund settled.',
    act: (r) => r.control.calls.settleRefund({ refundId: id(r) }),
  },
  'pass-hours': { notice: 'Clock advanced.', act: passHours },
  'pass-to-renewal': {
    notice: 'Advanced to the end of the period.',
    act: (r) => r.control.calls.passTime({ toRenewalOf: id(r) }),
  },
  'expire': {
    notice: 'Checkout expired.',
    act: (r) => r.control.calls.expireSession({ sessionId: id(r) }),
  },
  'renew': {
    notice: 'The period has ended.',
    act: (r) => r.control.calls.renew({ subscriptionId: id(r) }),
  },
  'renew-fail': {
    notice: 'Renewal declined.',
    act: (r) => r.control.calls.renew({ subscriptionId: id(r), fail: true }),
  },
  'cancel': {
    notice: 'Subscription canceled.',
    act: (r) => r.control.calls.cancelSubscription({ id: id(r) }),
  },
  'cancel-later': {
    notice: 'Subscription set to cancel at period end.',
    act: (r) => r.control.calls.cancelSubscription({ id: id(r), atPeriodEnd: true }),
  },
  'keep': { notice: 'Cancellation undone.', act: undoCancellation },
  'rename-product': { notice: 'Saved.', act: rename },
  'archive-product': { notice: 'Archived.', act: (r) => setProductActive(r, false) },
  'restore-product': { notice: 'Product restored.', act: (r) => setProductActive(r, true) },
  'archive-price': { notice: 'Archived.', act: (r) => setPriceActive(r, false) },
  'restore-price': { notice: 'Price restored.', act: (r) => setPriceActive(r, true) },
  'upsell': {
    notice: 'Saved.',
    act: (r) =>
      r.control.calls.setUpsell({ priceId: id(r), offeredId: r.field('offered') || null }),
  },
  'cross-sell': {
    notice: 'Saved.',
    act: (r) =>
      r.control.calls.setCrossSell({ productId: id(r), offeredId: r.field('offered') || null }),
  },
  'currency-amount': { notice: 'Saved.', act: setCurrencyAmount },
  'inline-price': { notice: 'Added; no list has it.', act: addInlinePrice },
  'settings': {
    notice: 'Saved.',
    act: (r) => r.control.calls.changeSettings(typedSettings(r)),
  },
  'resend': {
    notice: 'Sent again.',
    act: (r) => r.control.calls.deliver({ eventIds: [id(r)], times: numberOrNone(r, 'times') }),
  },
  'create-key': {
    notice: 'Key created.',
    act: (r) => r.control.calls.createRestrictedKey({ rights: words(r, 'rights') }),
  },
  'disable-endpoint': { notice: 'Disabled.', act: (r) => setEndpointStatus(r, 'disabled') },
  'enable-endpoint': { notice: 'Enabled.', act: (r) => setEndpointStatus(r, 'enabled') },
  'thin-event': { notice: 'Sent.', act: (r) => r.control.calls.sendThinEvent({}) },
  'delivery': { notice: 'Saved.', act: setDelivery },
  'flush': { notice: 'Sent.', act: flush },
  'fault': { notice: 'Added.', act: addFault },
  'clear-faults': { notice: 'Cleared.', act: (r) => r.control.calls.clearFaults({}) },
  'hold': { notice: 'The next matching call will be held.', act: addHold },
  'release-all': { notice: 'Released.', act: ({ world }) => world.holds.releaseAll() },
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

function undoCancellation(request: PageRequest) {
  const subscription = findOrFail(request.world.store.subscriptions, 'subscription', id(request))
  return keepSubscription(request.world, subscription)
}

/** A moment after the number of days that was typed, in seconds since 1970. */
function inDays(request: PageRequest): number {
  const days = numberOrNone(request, 'days')
  if (days === undefined || days <= 0) {
    throw invalidRequest('Enter a number of days.')
  }
  return request.world.now() + Math.round(days * DAY)
}

function passHours(request: PageRequest) {
  const hours = numberOrNone(request, 'hours')
  if (hours === undefined || hours <= 0) {
    throw invalidRequest('Enter a number of hours.')
  }
  return request.control.calls.passTime({ seconds: Math.round(hours * HOUR) })
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

function setEndpointStatus(request: PageRequest, status: 'enabled' | 'disabled') {
  const { webhookEndpoints } = request.world.store
  findOrFail(webhookEndpoints, 'webhook endpoint', id(request)).status = status
}

function setCurrencyAmount(request: PageRequest) {
  const currency = currencyOrNone(request, 'currency')
  const amount = parseAmount(request.field('amount'), currency ?? '')
  if (currency === null || amount === undefined) {
    throw invalidRequest('Enter a currency and an amount, such as eur and 12.50.')
  }
  return updatePrice(request.world, id(request), {}, { [currency]: amount })
}

function addInlinePrice({ control, world, field }: PageRequest) {
  const product = findOrFail(world.store.products, 'product', field('id'))
  const amount = parseAmount(field('amount'), 'usd')
  if (!amount) {
    throw invalidRequest('Enter an amount in US dollars, such as 12.50.')
  }
  return control.calls.createInlinePrice({
    product: product.id,
    currency: 'usd',
    unit_amount: amount,
  })
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
    error: {
      ...(request.field('code') && { code: request.field('code') }),
      ...(request.field('message') && { message: request.field('message') }),
    },
  })
}

function addHold(request: PageRequest) {
  return request.control.calls.hold({
    method: request.field('method') || undefined,
    path: request.field('path'),
    phase: choice(request, 'phase', HOLD_PHASES),
  })
}
