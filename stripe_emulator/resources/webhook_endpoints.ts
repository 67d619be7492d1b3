import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId, randomText } from '#stripe_emulator/ids'
import type { WebhookEndpoint } from '#stripe_emulator/objects'
import { address, changedMetadata, metadata } from '#stripe_emulator/params/common'
import { boolean, emptyable, list, required, text, type Rule } from '#stripe_emulator/params/rules'
import { applyChanges } from '#stripe_emulator/resources/changes'
import { EVENT_TYPES } from '#stripe_emulator/webhooks/event_types'
import type { World } from '#stripe_emulator/world'

const path = '/v1/webhook_endpoints'
const noun = 'webhook endpoint'
const collection = (world: World) => world.store.webhookEndpoints

/** Webhook endpoints; the secret is shown only in the answer that creates one, as in Stripe. */
export const webhookEndpointEndpoints = [
  endpoint({
    method: 'POST',
    path,
    params: {
      api_version: text(),
      description: emptyable(text()),
      enabled_events: required(list(eventType())),
      metadata: metadata(),
      url: required(address()),
    },
    handle(world, given) {
      const secret = `whsec_${randomText(32)}`
      const made = addWebhookEndpoint(world, {
        ...given,
        secret,
        metadata: changedMetadata({}, given.metadata),
      })
      return { ...made, secret }
    },
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id`,
    params: {
      description: emptyable(text()),
      disabled: boolean(),
      enabled_events: list(eventType()),
      metadata: metadata(),
      url: address(),
    },
    handle(world, { disabled, metadata: metadataChange, ...changes }, { id }) {
      const found = findOrFail(collection(world), noun, id)
      applyChanges(found, {
        ...changes,
        status: disabled === undefined ? undefined : disabled ? 'disabled' : 'enabled',
        metadata: changedMetadata(found.metadata, metadataChange),
      })
      return found
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    params: {},
    handle(world, _, { id }) {
      findOrFail(collection(world), noun, id)
      collection(world).delete(id)
      world.store.endpointSecrets.delete(id)
      return { id, object: 'webhook_endpoint', deleted: true }
    },
  }),
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  listEndpoint({ path, noun, collection, filters: {}, select: () => undefined }),
]

/** `*` or a type of this API version. */
function eventType(): Rule<string> {
  const any = text()
  return {
    parse(value, name) {
      const given = any.parse(value, name)
      if (given !== '*' && !EVENT_TYPES.includes(given)) {
        throw invalidRequest(
          `Invalid ${name}: must be one of *, ${EVENT_TYPES.slice(0, 3).join(', ')}, ...`,
          { param: name }
        )
      }
      return given
    },
  }
}

interface WebhookEndpointInput {
  id?: string
  url: string
  secret: string
  enabled_events: string[]
  api_version?: string
  description?: string | null
  metadata?: Record<string, string>
}

/** Adds an enabled endpoint and its secret. */
export function addWebhookEndpoint(world: World, input: WebhookEndpointInput): WebhookEndpoint {
  const id = input.id ?? newId('we')
  world.store.endpointSecrets.add({ id, secret: input.secret })
  return collection(world).add<WebhookEndpoint>({
    id,
    object: 'webhook_endpoint',
    api_version: input.api_version ?? null,
    application: null,
    created: world.now(),
    description: input.description ?? null,
    enabled_events: input.enabled_events,
    livemode: false,
    metadata: input.metadata ?? {},
    status: 'enabled',
    url: input.url,
  })
}
