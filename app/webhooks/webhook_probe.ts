import { randomUUID } from 'node:crypto'

/** The prefix of event types that this store sends to itself. Stripe has none with it. */
export const PROBE = 'kiosk.probe'

/** The body of a webhook that tests the endpoint and has no effect. */
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
