import { listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { isWithin, moment } from '#stripe_emulator/params/common'
import { boolean, list, text } from '#stripe_emulator/params/rules'
import type { World } from '#stripe_emulator/world'

const path = '/v1/events'
const noun = 'event'
const collection = (world: World) => world.store.events

/** Stripe lists events for 30 days. */
const KEPT_SECONDS = 30 * 24 * 60 * 60

/** Source: https://docs.stripe.com/api/events/list */
const MOST_TYPES = 20

/** Events, as they were sent to the webhook endpoints. */
export const eventEndpoints = [
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: {
      created: moment(),
      delivery_success: boolean(),
      type: text(),
      types: list(text(), { max: MOST_TYPES }),
    },
    select: ({ created, delivery_success: delivered, type, types }, world) => {
      const oldest = world.now() - KEPT_SECONDS
      return (event) =>
        event.created > oldest &&
        (!created || isWithin(created, event.created)) &&
        (delivered === undefined || delivered === (event.pending_webhooks === 0)) &&
        (type === undefined || isType(event.type, type)) &&
        (!types || types.some((one) => isType(event.type, one)))
    },
  }),
]

/** Whether the type matches; a pattern such as `charge.*` matches every type with that prefix. */
function isType(type: string, wanted: string) {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted
}
