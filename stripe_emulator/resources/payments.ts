import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { resourceMissing } from '#stripe_emulator/http/stripe_error'
import { changedMetadata, isWithin, metadata, moment } from '#stripe_emulator/params/common'
import { text } from '#stripe_emulator/params/rules'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

const intents = {
  noun: 'payment_intent',
  collection: (world: World) => world.store.paymentIntents,
}
const charges = { noun: 'charge', collection: (world: World) => world.store.charges }

/** Payment intents, charges and payment methods. Only the payment page and renewals create them. */
export const paymentEndpoints = [
  retrieveEndpoint({ path: '/v1/payment_intents/:id', ...intents }),
  endpoint({
    method: 'POST',
    path: '/v1/payment_intents/:id',
    params: { description: text(), metadata: metadata() },
    handle(world, given, { id }) {
      const intent = findOrFail(intents.collection(world), intents.noun, id)
      applyChanges(intent, {
        description: given.description,
        metadata: changedMetadata(intent.metadata, given.metadata),
      })
      return intent
    },
  }),
  listEndpoint({
    path: '/v1/payment_intents',
    ...intents,
    filters: { created: moment(), customer: text() },
    select:
      ({ created, customer }) =>
      (intent) =>
        (!created || isWithin(created, intent.created)) &&
        (customer === undefined || intent.customer === customer),
  }),
  retrieveEndpoint({ path: '/v1/charges/:id', ...charges }),
  listEndpoint({
    path: '/v1/charges',
    ...charges,
    filters: { created: moment(), customer: text(), payment_intent: text() },
    select({ created, customer, payment_intent: intent }, world) {
      refuseDeleted(world, customer)
      return (charge) =>
        (!created || isWithin(created, charge.created)) &&
        (customer === undefined || charge.customer === customer) &&
        (intent === undefined || charge.payment_intent === intent)
    },
  }),
  retrieveEndpoint({
    path: '/v1/payment_methods/:id',
    noun: 'PaymentMethod',
    collection: (world) => world.store.paymentMethods,
  }),
  retrieveEndpoint({
    path: '/v1/balance_transactions/:id',
    noun: 'balance transaction',
    collection: (world) => world.store.balanceTransactions,
  }),
]

/** @throws StripeError for a deleted customer, if the settings say so */
function refuseDeleted(world: World, customer: string | undefined) {
  const isDeleted = world.store.deletedCustomers.get(customer ?? '') !== undefined
  if (isDeleted && world.settings.chargesOfDeletedCustomers === 'refused') {
    throw resourceMissing('customer', customer!, 'customer')
  }
}
