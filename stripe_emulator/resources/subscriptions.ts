import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import {
  cancelNow,
  setCancelAt,
  setCancelAtPeriodEnd,
} from '#stripe_emulator/billing/cancel_subscription'
import { changeItems, PRORATION_BEHAVIORS } from '#stripe_emulator/billing/change_items'
import { PAUSE_BEHAVIORS, setPauseCollection } from '#stripe_emulator/billing/pause_collection'
import { setDiscount } from '#stripe_emulator/billing/set_discount'
import { startTrial } from '#stripe_emulator/billing/start_trial'
import { changedMetadata, isWithin, metadata, moment } from '#stripe_emulator/params/common'
import {
  boolean,
  emptyable,
  fields,
  integer,
  list,
  oneOf,
  required,
  text,
} from '#stripe_emulator/params/rules'
import { itemChanges, itemChangesRule } from '#stripe_emulator/resources/item_changes'
import { applyChanges } from '#stripe_emulator/resources/changes'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { World } from '#stripe_emulator/world'

const subscriptions = {
  noun: 'subscription',
  collection: (world: World) => world.store.subscriptions,
}
const items = {
  noun: 'subscription_item',
  collection: (world: World) => world.subscriptionItems,
}

/** Subscriptions and their items. */
export const subscriptionEndpoints = [
  retrieveEndpoint({ path: '/v1/subscriptions/:id', ...subscriptions }),
  endpoint({
    method: 'POST',
    path: '/v1/subscriptions/:id',
    params: {
      cancel_at: emptyable(integer()),
      cancel_at_period_end: boolean(),
      discounts: emptyable(list(fields({ coupon: required(text()) }))),
      items: itemChangesRule,
      metadata: metadata(),
      pause_collection: emptyable(
        fields({ behavior: required(oneOf(...PAUSE_BEHAVIORS)), resumes_at: integer() })
      ),
      proration_behavior: oneOf(...PRORATION_BEHAVIORS),
      trial_end: integer(),
    },
    handle(world, given, { id }) {
      const subscription = findOrFail(world.store.subscriptions, subscriptions.noun, id)
      if (given.cancel_at !== undefined && given.cancel_at_period_end !== undefined) {
        throw invalidRequest(
          'Received both cancel_at and cancel_at_period_end parameters. Please pass in only one.',
          { param: 'cancel_at' }
        )
      }
      if (given.cancel_at !== undefined) {
        setCancelAt(world, subscription, given.cancel_at)
      }
      if (given.cancel_at_period_end !== undefined) {
        setCancelAtPeriodEnd(world, subscription, given.cancel_at_period_end)
      }
      if (given.pause_collection !== undefined) {
        const pause = given.pause_collection
        setPauseCollection(
          world,
          subscription,
          pause && { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null }
        )
      }
      if (given.items !== undefined) {
        const changes = itemChanges(world, given.items)
        changeItems(world, subscription, changes, given.proration_behavior)
      }
      if (given.trial_end !== undefined) {
        startTrial(world, subscription, { end: given.trial_end })
      }
      if (given.discounts !== undefined) {
        setDiscount(world, subscription, given.discounts?.[0]?.coupon ?? null)
      }
      const previous = applyChanges(subscription, {
        metadata: changedMetadata(subscription.metadata, given.metadata),
      })
      if (previous) {
        world.raise('customer.subscription.updated', subscription, previous)
      }
      return subscription
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/v1/subscriptions/:id',
    params: {
      cancellation_details: fields({ comment: emptyable(text()), feedback: emptyable(text()) }),
      invoice_now: boolean(),
      prorate: boolean(),
    },
    handle: (world, { cancellation_details: reason }, { id }) =>
      cancelNow(world, findOrFail(world.store.subscriptions, subscriptions.noun, id), reason),
  }),
  listEndpoint({
    path: '/v1/subscriptions',
    ...subscriptions,
    filters: {
      created: moment(),
      customer: text(),
      price: text(),
      status: oneOf(
        'active',
        'all',
        'canceled',
        'ended',
        'past_due',
        'paused',
        'trialing',
        'unpaid'
      ),
    },
    select:
      ({ created, customer, price, status }) =>
      (subscription) =>
        (!created || isWithin(created, subscription.created)) &&
        (customer === undefined || subscription.customer === customer) &&
        (price === undefined || subscription.items.data.some((item) => item.price.id === price)) &&
        isListed(subscription.status, status),
  }),
  retrieveEndpoint({ path: '/v1/subscription_items/:id', ...items }),
  listEndpoint({
    path: '/v1/subscription_items',
    ...items,
    filters: { subscription: required(text()) },
    select: ({ subscription }, world) => {
      findOrFail(subscriptions.collection(world), subscriptions.noun, subscription, 'subscription')
      return (item) => item.subscription === subscription
    },
  }),
]

/** Without a status Stripe lists all but canceled subscriptions. */
function isListed(status: string, wanted: string | undefined) {
  switch (wanted) {
    case undefined:
      return status !== 'canceled'
    case 'all':
      return true
    case 'ended':
      return status === 'canceled'
    default:
      return status === wanted
  }
}
