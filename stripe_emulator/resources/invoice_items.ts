import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { newId } from '#stripe_emulator/ids'
import type { InvoiceItem } from '#stripe_emulator/objects'
import { changedMetadata, currency, metadata } from '#stripe_emulator/params/common'
import { boolean, integer, required, text } from '#stripe_emulator/params/rules'
import type { World } from '#stripe_emulator/world'

const path = '/v1/invoiceitems'
const noun = 'invoiceitem'
const collection = (world: World) => world.store.invoiceItems

/** What a merchant adds to the next invoice of a customer, as a charge or (negative) a credit. */
export const invoiceItemEndpoints = [
  endpoint({
    method: 'POST',
    path,
    params: {
      amount: required(integer()),
      currency: required(currency()),
      customer: required(text()),
      description: text(),
      metadata: metadata(),
      subscription: text(),
    },
    handle(world, given) {
      const customer = findOrFail(world.store.customers, 'customer', given.customer, 'customer')
      const subscription =
        given.subscription === undefined
          ? undefined
          : findOrFail(
              world.store.subscriptions,
              'subscription',
              given.subscription,
              'subscription'
            )
      const item = collection(world).add<InvoiceItem>({
        id: newId('ii'),
        object: 'invoiceitem',
        amount: given.amount,
        currency: given.currency,
        customer: customer.id,
        customer_account: null,
        date: world.now(),
        description: given.description ?? null,
        discountable: false,
        discounts: [],
        invoice: null,
        livemode: false,
        metadata: changedMetadata({}, given.metadata),
        net_amount: given.amount,
        parent: subscription
          ? {
              type: 'subscription_details',
              subscription_details: { subscription: subscription.id, subscription_item: null },
            }
          : null,
        period: { start: world.now(), end: world.now() },
        pricing: null,
        proration: false,
        quantity: 1,
        quantity_decimal: '1',
        tax_rates: [],
        test_clock: null,
      })
      world.raise('invoiceitem.created', item)
      return item
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    params: {},
    handle(world, _, { id }) {
      const item = findOrFail(collection(world), noun, id)
      collection(world).delete(id)
      world.raise('invoiceitem.deleted', item)
      return { id, object: noun, deleted: true }
    },
  }),
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: { customer: text(), pending: boolean() },
    select:
      ({ customer, pending }) =>
      (item) =>
        (customer === undefined || item.customer === customer) &&
        (pending === undefined || (item.invoice === null) === pending),
  }),
]
