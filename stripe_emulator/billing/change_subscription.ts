import { endSubscription } from '#stripe_emulator/billing/cancel_subscription'
import { changeStatus, payOpenInvoice } from '#stripe_emulator/billing/renew_subscription'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Subscription } from '#stripe_emulator/objects'
import { buildPaymentMethod } from '#stripe_emulator/payments/build'
import { GOOD_CARD, lastFour } from '#stripe_emulator/payments/cards'
import type { World } from '#stripe_emulator/world'

/** The status after the last failed retry, which is a setting of the account in Stripe. */
export type GivenUp = 'unpaid' | 'canceled'

/** Replaces the card by one that works, and collects the open invoice with it. */
export function updateCard(world: World, subscription: Subscription): Subscription {
  const card = world.store.paymentMethods.add(
    buildPaymentMethod(world.now(), {
      type: 'card',
      last4: lastFour(GOOD_CARD),
      email: world.store.customers.get(subscription.customer)?.email ?? null,
      customer: subscription.customer,
    })
  )
  const previous = { default_payment_method: subscription.default_payment_method }
  subscription.default_payment_method = card.id
  world.raise('customer.subscription.updated', subscription, previous)
  if (subscription.status === 'past_due' || subscription.status === 'unpaid') {
    payOpenInvoice(world, subscription)
  }
  return subscription
}

/**
 * Ends the retries of a past-due subscription.
 *
 * @throws StripeError unless it is past due
 */
export function giveUp(world: World, subscription: Subscription, as: GivenUp): Subscription {
  if (subscription.status !== 'past_due') {
    throw invalidRequest(`The subscription ${subscription.id} is not past due.`)
  }
  if (as === 'canceled') {
    return endSubscription(world, subscription)
  }
  changeStatus(world, subscription, 'unpaid')
  return subscription
}

/**
 * Pauses the subscription; it is not renewed while it is paused.
 *
 * @throws StripeError unless it is active or in a trial
 */
export function pause(world: World, subscription: Subscription): Subscription {
  if (subscription.status !== 'active' && subscription.status !== 'trialing') {
    throw invalidRequest(`The subscription ${subscription.id} cannot be paused.`)
  }
  subscription.status = 'paused'
  world.raise('customer.subscription.paused', subscription)
  return subscription
}

/** @throws StripeError unless the subscription is paused */
export function resume(world: World, subscription: Subscription): Subscription {
  if (subscription.status !== 'paused') {
    throw invalidRequest(`The subscription ${subscription.id} is not paused.`)
  }
  subscription.status = 'active'
  world.raise('customer.subscription.resumed', subscription)
  return subscription
}
