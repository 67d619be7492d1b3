import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { changedMetadata, isWithin, metadata, moment } from '#stripe_emulator/params/common'
import { integer, oneOf, text } from '#stripe_emulator/params/rules'
import { createRefund } from '#stripe_emulator/payments/refund'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

const path = '/v1/refunds'
const noun = 'refund'
const collection = (world: World) => world.store.refunds

/** Full and partial refunds. */
export const refundEndpoints = [
  endpoint({
    method: 'POST',
    path,
    params: {
      amount: integer({ min: 1 }),
      charge: text(),
      metadata: metadata(),
      payment_intent: text(),
      reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
    },
    handle: (world, { metadata: given, ...input }) =>
      createRefund(world, { ...input, metadata: changedMetadata({}, given) }),
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id`,
    params: { metadata: metadata() },
    handle(world, given, { id }) {
      const refund = findOrFail(collection(world), noun, id)
      const previous = applyChanges(refund, {
        metadata: changedMetadata(refund.metadata, given.metadata),
      })
      if (previous) {
        world.raise('refund.updated', refund, previous)
      }
      return refund
    },
  }),
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: { charge: text(), created: moment(), payment_intent: text() },
    select:
      ({ charge, created, payment_intent: intent }) =>
      (refund) =>
        (charge === undefined || refund.charge === charge) &&
        (!created || isWithin(created, refund.created)) &&
        (intent === undefined || refund.payment_intent === intent),
  }),
]
