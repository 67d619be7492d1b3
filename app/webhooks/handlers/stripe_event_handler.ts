/**
 * The trusted part of an event: something happened to an object, which is then read from Stripe.
 * The payload has the shape of the endpoint's API version, so only ids are taken from it.
 */
export interface ReceivedEvent {
  type: string
  /** The id of the event's object. */
  objectId: string | null
  /** The object as received, for the ids of others that it names. */
  object: Record<string, unknown>
}

/**
 * The result of an event.
 *
 * - `checkouts` these Checkout Sessions must be fulfilled again
 * - `done` everything that the event is about has been read again and written
 * - `ignored` it concerns nothing in this store
 */
export type EventOutcome =
  | { type: 'checkouts'; sessionIds: string[] }
  | { type: 'done' }
  | { type: 'ignored'; reason: string }

/**
 * Decides what to read again after an event. One class per subject, created by the container for
 * each event. An error makes the event due again later.
 */
export abstract class StripeEventHandler {
  abstract handle(event: ReceivedEvent): Promise<EventOutcome>
}

/** The outcome for these sessions: `ignored` where there are none. */
export function checkoutsOf(sessionIds: string[]): EventOutcome {
  return sessionIds.length > 0
    ? { type: 'checkouts', sessionIds }
    : { type: 'ignored', reason: 'It is about no checkout of this account.' }
}
