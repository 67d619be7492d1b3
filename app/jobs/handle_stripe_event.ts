import app from '@adonisjs/core/services/app'
import { Job } from '@adonisjs/queue'
import HandleStripeEvent from '#actions/handle_stripe_event'

/**
 * Wakes the work on one stored event, and once more when a failed one is due again.
 */
export default class HandleStripeEventJob extends Job<{ eventId: number }> {
  async execute() {
    const { eventId } = this.payload
    const handleStripeEvent = await app.container.make(HandleStripeEvent)
    const { dueAgainAt } = await handleStripeEvent.handle(eventId)
    if (dueAgainAt) {
      await HandleStripeEventJob.dispatch({ eventId }).in(
        Math.max(1, dueAgainAt.diffNow().milliseconds)
      )
    }
  }
}
