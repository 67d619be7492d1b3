import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import {
  cancelNow,
  endsWithPeriod,
  setCancelAt,
  setCancelAtPeriodEnd,
} from '#stripe_emulator/billing/cancel_subscription'
import { addItem, changePlan, PRORATION_BEHAVIORS } from '#stripe_emulator/billing/change_plan'
import { buildInvoice } from '#stripe_emulator/billing/build_invoice'
import { PAUSE_BEHAVIORS, setPauseCollection } from '#stripe_emulator/billing/pause_collection'
import { nextInvoice } from '#stripe_emulator/billing/renew_subscription'
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
import { applyChanges } from '#stripe_emulator/resources/changes'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { World } from '#stripe_emulator/world'

const subscriptions = {
  noun: 'subscription',
  collection: (world: World) => world.store.subscriptions,
}
const invoices = { noun: 'invoice', collection: (world: World) => world.store.invoices }
const invoicePayments = {
  noun: 'invoice_payment',
  collection: (world: World) => world.store.invoicePayments,
}

/** Subscriptions, their invoices and invoice payments. */
export const billingEndpoints = [
  retrieveEndpoint({ path: '/v1/subscriptions/:id', ...subscriptions }),
  endpoint({
    method: 'POST',
    path: '/v1/subscriptions/:id',
    params: {
      cancel_at: emptyable(integer()),
      cancel_at_period_end: boolean(),
      discounts: emptyable(list(fields({ coupon: required(text()) }))),
      items: list(fields({ id: text(), price: text(), quantity: integer({ min: 1 }) })),
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
      const [item] = given.items ?? []
      if (item !== undefined && item.id === undefined && item.price !== undefined) {
        addItem(world, subscription, findOrFail(world.store.prices, 'price', item.price))
      } else if (item !== undefined) {
        const price = item.price ?? subscription.items.data[0].price.id
        changePlan(world, subscription, {
          price: findOrFail(world.store.prices, 'price', price),
          quantity: item.quantity,
          proration: given.proration_behavior,
        })
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
  endpoint({
    method: 'POST',
    path: '/v1/invoices/create_preview',
    params: { subscription: required(text()) },
    handle(world, { subscription: id }) {
      const subscription = findOrFail(
        world.store.subscriptions,
        subscriptions.noun,
        id,
        'subscription'
      )
      if (subscription.status === 'canceled' || endsWithPeriod(subscription)) {
        throw invalidRequest('No upcoming invoices for customer', {
          code: 'invoice_upcoming_none',
        })
      }
      const preview = buildInvoice(world, nextInvoice(world, subscription))
      return { ...preview, id: `upcoming_${preview.id}` }
    },
  }),
  retrieveEndpoint({ path: '/v1/invoices/:id', ...invoices }),
  listEndpoint({
    path: '/v1/invoices',
    ...invoices,
    filters: {
      created: moment(),
      customer: text(),
      status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'),
      subscription: text(),
    },
    select:
      ({ created, customer, status, subscription }) =>
      (invoice) =>
        (!created || isWithin(created, invoice.created)) &&
        (customer === undefined || invoice.customer === customer) &&
        (status === undefined || invoice.status === status) &&
        (subscription === undefined ||
          invoice.parent?.subscription_details.subscription === subscription),
  }),
  retrieveEndpoint({ path: '/v1/invoice_payments/:id', ...invoicePayments }),
  listEndpoint({
    path: '/v1/invoice_payments',
    ...invoicePayments,
    filters: {
      created: moment(),
      invoice: text(),
      payment: fields({ type: required(oneOf('payment_intent')), payment_intent: text() }),
      status: oneOf('canceled', 'open', 'paid'),
    },
    select:
      ({ created, invoice, payment, status }) =>
      (one) =>
        (!created || isWithin(created, one.created)) &&
        (invoice === undefined || one.invoice === invoice) &&
        (payment?.payment_intent === undefined ||
          one.payment.payment_intent === payment.payment_intent) &&
        (status === undefined || one.status === status),
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
