import { endpoint, findOrFail, listEndpoint } from '#stripe_emulator/api/endpoint'
import { endSubscription } from '#stripe_emulator/billing/cancel_subscription'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId, randomText } from '#stripe_emulator/ids'
import type { Customer } from '#stripe_emulator/objects'
import {
  changedMetadata,
  email,
  isWithin,
  metadata,
  moment,
  type MetadataChange,
} from '#stripe_emulator/params/common'
import { emptyable, fields, integer, list, text } from '#stripe_emulator/params/rules'
import type { DeletedCustomer } from '#stripe_emulator/records'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

const path = '/v1/customers'
const noun = 'customer'
const collection = (world: World) => world.store.customers

const params = {
  address: emptyable(
    fields({
      city: emptyable(text()),
      country: emptyable(text()),
      line1: emptyable(text()),
      line2: emptyable(text()),
      postal_code: emptyable(text()),
      state: emptyable(text()),
    })
  ),
  balance: integer(),
  description: emptyable(text()),
  email: emptyable(email()),
  metadata: metadata(),
  name: emptyable(text({ max: 256 })),
  phone: emptyable(text({ max: 20 })),
  preferred_locales: list(text()),
}

/** Customers: buyers with an object in Stripe. */
export const customerEndpoints = [
  endpoint({
    method: 'POST',
    path,
    params,
    handle: (world, given) => createCustomer(world, given),
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id`,
    params,
    handle(world, { metadata: metadataChange, ...changes }, { id }) {
      const customer = findOrFail(collection(world), noun, id)
      const previous = applyChanges(customer, {
        ...changes,
        metadata: changedMetadata(customer.metadata, metadataChange),
      })
      if (previous) {
        world.raise('customer.updated', customer, previous)
      }
      return customer
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    params: {},
    handle: (world, _, { id }) => deleteCustomer(world, id),
  }),
  endpoint({
    method: 'GET',
    path: `${path}/:id`,
    params: {},
    handle: (world, _, { id }) =>
      world.store.deletedCustomers.get(id) ?? findOrFail(collection(world), noun, id),
  }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: { created: moment(), email: text() },
    select:
      ({ created, email: wanted }) =>
      (customer) =>
        (!created || isWithin(created, customer.created)) &&
        (wanted === undefined || customer.email === wanted),
  }),
]

/**
 * Deletes a customer. Its subscriptions end at once; its payments stay.
 *
 * Source: https://docs.stripe.com/api/customers/delete
 *
 * @throws StripeError if there is none
 */
export function deleteCustomer(world: World, id: string): DeletedCustomer {
  const customer = findOrFail(collection(world), noun, id)
  const running = world.store.subscriptions.filter(
    (one) => one.customer === id && one.status !== 'canceled'
  )
  for (const subscription of running) {
    endSubscription(world, subscription)
  }
  collection(world).delete(id)
  const deleted = world.store.deletedCustomers.add({ id, object: 'customer', deleted: true })
  world.raise('customer.deleted', customer)
  return deleted
}

interface CustomerInput {
  address?: { country?: string | null } | null
  balance?: number
  description?: string | null
  email?: string | null
  metadata?: MetadataChange | null
  name?: string | null
  phone?: string | null
  preferred_locales?: string[]
}

/** Adds a customer and raises `customer.created`. */
export function createCustomer(world: World, input: CustomerInput): Customer {
  if (input.email && world.settings.refusedEmails.includes(input.email)) {
    throw invalidRequest(`Invalid email address: ${input.email}`, {
      code: 'email_invalid',
      param: 'email',
    })
  }
  const customer = collection(world).add<Customer>({
    id: newId('cus'),
    object: 'customer',
    address: input.address ?? null,
    balance: input.balance ?? 0,
    created: world.now(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: input.description ?? null,
    discount: null,
    email: input.email ?? null,
    invoice_prefix: randomText(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: changedMetadata({}, input.metadata),
    name: input.name ?? null,
    next_invoice_sequence: 1,
    phone: input.phone ?? null,
    preferred_locales: input.preferred_locales ?? [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  })
  world.raise('customer.created', customer)
  return customer
}
