import { endSubscription } from '#stripe_emulator/billing/cancel_subscription'
import { changeStatus, payOpenInvoice } from '#stripe_emulator/billing/renew_subscription'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Price, Subscription } from '#stripe_emulator/objects'
import { buildPaymentMethod } from '#stripe_emulator/payments/build'
import { GOOD_CARD, lastFour } from '#stripe_emulator/payments/cards'
import type { World } from '#stripe_emulator/world'

/** What becomes of a subscription that nobody pays, by the account's settings. */
export type GivenUp = 'unpaid' | 'canceled'

/** The buyer puts in a good card, and what is open is paid with it. */
export function mendCard(world: World, subscription: Subscription): Subscription {
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

/** The last retry has failed too. */
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

/** Stops the subscription for a while; nothing is paid meanwhile. */
export function pause(world: World, subscription: Subscription): Subscription {
  if (subscription.status !== 'active' && subscription.status !== 'trialing') {
    throw invalidRequest(`The subscription ${subscription.id} cannot be paused.`)
  }
  subscription.status = 'paused'
  world.raise('customer.subscription.paused', subscription)
  return subscription
}

export function resume(world: World, subscription: Subscription): Subscription {
  if (subscription.status !== 'paused') {
    throw invalidRequest(`The subscription ${subscription.id} is not paused.`)
  }
  subscription.status = 'active'
  world.raise('customer.subscription.resumed', subscription)
  return subscription
}

/**
 * Another price from now on; the next invoice asks for it.
 *
 * @throws StripeError for a price that is paid once, or in another currency
 */
export function changePlan(world: World, subscription: Subscription, price: Price): Subscription {
  if (!price.recurring || price.currency !== subscription.currency) {
    throw invalidRequest(`The price ${price.id} does not fit the subscription.`)
  }
  const previous = structuredClone({ items: subscription.items })
  const [item] = subscription.items.data
  item.price = price
  item.plan = { ...(item.plan as object), id: price.id, amount: price.unit_amount }
  world.raise('customer.subscription.updated', subscription, previous)
  return subscription
}
