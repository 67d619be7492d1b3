import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import { Job } from '@adonisjs/queue'
import HandleStripeEvent, { type HandleStripeEventOutcome } from '#webhooks/handle_stripe_event'
import WorkThroughDueRows from '#background/work_through_due_rows'

/** Most of the time is spent waiting for Stripe, so several events are handled at the same time. */
const LANES = 4

/** Seconds per job; short enough for a process that must stop. */
const SECONDS = 5

/**
 * Handles one stored event and then all due ones. A failed event gets a job of its own, for its
 * next attempt.
 */
export default class HandleStripeEventJob extends Job<{ eventId: number }> {
  async execute() {
    const { eventId } = this.payload
    const handleStripeEvent = await app.container.make(HandleStripeEvent)
    await wakeAgain(eventId, await handleStripeEvent.handle(eventId))

    const isAllDone = await new WorkThroughDueRows().handle({
      table: 'stripe_events',
      work: async (id) => wakeAgain(id, await handleStripeEvent.handleWhenCalm(id)),
      lanes: LANES,
      seconds: SECONDS,
    })
    if (!isAllDone) {
      await HandleStripeEventJob.dispatch({ eventId })
    }
  }
}

/** One event of several that failed together is enough: its work is done for all of them. */
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
