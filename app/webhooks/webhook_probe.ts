import { randomUUID } from 'node:crypto'

/** How the types of events begin that this store sends to itself. Stripe has none of that kind. */
export const PROBE = 'kiosk.probe'

/** The body of a webhook that tries the way and leaves nothing behind. */
export function probeBody(livemode: boolean): string {
  return JSON.stringify({
    id: `evt_probe_${randomUUID()}`,
    object: 'event',
    type: PROBE,
    livemode,
    api_version: null,
    created: Math.floor(Date.now() / 1000),
    data: { object: { id: 'probe', object: 'probe' } },
  })
}
