import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { addInvoiceItem } from '#stripe_emulator/billing/add_invoice_item'
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
      return addInvoiceItem(world, {
        amount: given.amount,
        currency: given.currency,
        customer: customer.id,
        description: given.description,
        metadata: changedMetadata({}, given.metadata),
        subscription: subscription?.id,
      })
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
