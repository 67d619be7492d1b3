import app from '@adonisjs/core/services/app'
import { Job } from '@adonisjs/queue'
import HandleStripeEvent from '#webhooks/handle_stripe_event'
import WorkThroughDueRows from '#background/work_through_due_rows'

/** Stripe answers slowly compared with the rest of the work, so several wait for it at once. */
const LANES = 4

/** Short enough for a process that is told to end. */
const SECONDS = 5

/**
 * Wakes the work on one stored event, and on all that came with it.
 */
export default class HandleStripeEventJob extends Job<{ eventId: number }> {
  async execute() {
    const { eventId } = this.payload
    const handleStripeEvent = await app.container.make(HandleStripeEvent)
    await handleStripeEvent.handle(eventId)

    const isAllDone = await new WorkThroughDueRows().handle({
      table: 'stripe_events',
      work: (id) => handleStripeEvent.handleInTurn(id),
      lanes: LANES,
      seconds: SECONDS,
    })
    if (!isAllDone) {
      await HandleStripeEventJob.dispatch({ eventId })
    }
  }
}
