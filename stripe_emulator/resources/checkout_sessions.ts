import { endpoint, findOrFail, listEndpoint } from '#stripe_emulator/api/endpoint'
import { createSession } from '#stripe_emulator/checkout/create_session'
import { expireIfDue, expireSession } from '#stripe_emulator/checkout/expire_session'
import { sessionParams } from '#stripe_emulator/checkout/session_params'
import { Collection } from '#stripe_emulator/collection'
import type { LineItem } from '#stripe_emulator/objects'
import { changedMetadata, email, isWithin, metadata, moment } from '#stripe_emulator/params/common'
import { fields, oneOf, required, text } from '#stripe_emulator/params/rules'
import type { World } from '#stripe_emulator/world'

const path = '/v1/checkout/sessions'
const noun = 'checkout.session'
const collection = (world: World) => world.store.checkoutSessions

/** Checkout Sessions and their line items. */
export const checkoutSessionEndpoints = [
  endpoint({
    method: 'POST',
    path,
    params: sessionParams,
    handle: (world, given) => createSession(world, given),
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id`,
    params: { metadata: metadata() },
    handle(world, given, { id }) {
      const session = findOrFail(collection(world), noun, id)
      session.metadata = changedMetadata(session.metadata, given.metadata)
      return session
    },
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id/expire`,
    params: {},
    handle: (world, _, { id }) => expireSession(world, findOrFail(collection(world), noun, id)),
  }),
  endpoint({
    method: 'GET',
    path: `${path}/:id`,
    params: {},
    handle(world, _, { id }) {
      const session = findOrFail(collection(world), noun, id)
      expireIfDue(world, session)
      return session
    },
  }),
  listEndpoint({
    path: `${path}/:id/line_items`,
    noun: 'line item',
    filters: {},
    collection(world, { id }) {
      findOrFail(collection(world), noun, id)
      const items = new Collection<LineItem>()
      items.replaceAll(world.store.sessionDetails.get(id)?.lineItems.toReversed() ?? [])
      return items
    },
    select: () => undefined,
  }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: {
      created: moment(),
      customer: text(),
      customer_details: fields({ email: required(email()) }),
      payment_intent: text(),
      status: oneOf('complete', 'expired', 'open'),
      subscription: text(),
    },
    select: (given) => (session) =>
      (!given.created || isWithin(given.created, session.created)) &&
      (given.customer === undefined || session.customer === given.customer) &&
      (!given.customer_details ||
        session.customer_details?.email === given.customer_details.email) &&
      (given.payment_intent === undefined || session.payment_intent === given.payment_intent) &&
      (given.status === undefined || session.status === given.status) &&
      (given.subscription === undefined || session.subscription === given.subscription),
  }),
]
