import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { changedMetadata, isWithin, metadata, moment } from '#stripe_emulator/params/common'
import { boolean, fields, text } from '#stripe_emulator/params/rules'
import { endDispute, submitEvidence } from '#stripe_emulator/payments/dispute'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

const path = '/v1/disputes'
const noun = 'dispute'
const collection = (world: World) => world.store.disputes

/** Disputes and inquiries; they are opened by the control API, never by the store. */
export const disputeEndpoints = [
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  endpoint({
    method: 'POST',
    path: `${path}/:id`,
    params: {
      evidence: fields({
        access_activity_log: text(),
        customer_email_address: text(),
        customer_name: text(),
        customer_purchase_ip: text(),
        product_description: text(),
        uncategorized_text: text(),
      }),
      metadata: metadata(),
      submit: boolean(),
    },
    handle(world, given, { id }) {
      const dispute = findOrFail(collection(world), noun, id)
      const previous = applyChanges(dispute, {
        metadata: changedMetadata(dispute.metadata, given.metadata),
      })
      if (given.evidence && given.submit !== false) {
        return submitEvidence(world, dispute, given.evidence)
      }
      if (previous) {
        world.raise('charge.dispute.updated', dispute, previous)
      }
      return dispute
    },
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id/close`,
    params: {},
    handle: (world, _, { id }) =>
      endDispute(world, findOrFail(collection(world), noun, id), 'lost'),
  }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: { charge: text(), created: moment(), payment_intent: text() },
    select:
      ({ charge, created, payment_intent: intent }) =>
      (dispute) =>
        (charge === undefined || dispute.charge === charge) &&
        (!created || isWithin(created, dispute.created)) &&
        (intent === undefined || dispute.payment_intent === intent),
  }),
]
