import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import { Job } from '@adonisjs/queue'
import HandleStripeEvent, { type HandleStripeEventOutcome } from '#webhooks/handle_stripe_event'
import WorkThroughDueRows from '#background/work_through_due_rows'

/** Stripe answers slowly compared with the rest of the work, so several wait for it at once. */
const LANES = 4

/** Short enough for a process that is told to end. */
const SECONDS = 5

/**
 * Wakes the work on one stored event, and on all that came with it. Events that failed get a job of
 * their own, due when their next attempt is.
 */
export default class HandleStripeEventJob extends Job<{ eventId: number }> {
  async execute() {
    const { eventId } = this.payload
    const handleStripeEvent = await app.container.make(HandleStripeEvent)
    await wakeAgain(eventId, await handleStripeEvent.handle(eventId))

    const isAllDone = await new WorkThroughDueRows().handle({
      table: 'stripe_events',
      work: async (id) => wakeAgain(id, await handleStripeEvent.handleInTurn(id)),
      lanes: LANES,
      seconds: SECONDS,
    })
    if (!isAllDone) {
      await HandleStripeEventJob.dispatch({ eventId })
    }
  }
}

/** Of events that failed together one is enough: its work is done for all of them. */
async function wakeAgain(eventId: number, outcome: HandleStripeEventOutcome): Promise<void> {
  if (outcome.type !== 'postponed') {
    return
  }
  try {
    await HandleStripeEventJob.dispatch({ eventId }).in(outcome.milliseconds)
  } catch (error) {
    logger.warn({ err: error }, 'The queue could not schedule the next attempt of an event')
  }
}
