/**
 * An event as far as it is believed: it says that something happened to an object, and the object
 * is read again from Stripe. The payload has the shape of the endpoint's API version, so nothing
 * but ids is taken from it.
 */
export interface ReceivedEvent {
  type: string
  /** The id of the object that the event is about. */
  objectId: string | null
  /** That object as it came, for the ids of others that it names. */
  object: Record<string, unknown>
}

/**
 * What an event made this store do, or leaves to do.
 *
 * - `checkouts` these Checkout Sessions are to be looked at again
 * - `done` everything that the event is about has been read again and written
 * - `ignored` it is about nothing of this store
 */
export type EventOutcome =
  | { type: 'checkouts'; sessionIds: string[] }
  | { type: 'done' }
  | { type: 'ignored'; reason: string }

/**
 * What to look at again after an event of a type. One class for each subject; made by the container
 * for each event. A surprise throws, and the event is tried again later.
 */
export abstract class StripeEventHandler {
  abstract handle(event: ReceivedEvent): Promise<EventOutcome>
}

/** The outcome that names these sessions, however many there are. */
export function checkoutsOf(sessionIds: string[]): EventOutcome {
  return sessionIds.length > 0
    ? { type: 'checkouts', sessionIds }
    : { type: 'ignored', reason: 'It is about no checkout of this account.' }
}
