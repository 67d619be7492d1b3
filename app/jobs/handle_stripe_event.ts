import app from '@adonisjs/core/services/app'
import { Job } from '@adonisjs/queue'
import HandleStripeEvent from '#actions/handle_stripe_event'
import WorkOff from '#actions/work_off'

/**
 * Wakes the work on one stored event, and on all that came with it.
 */
export default class HandleStripeEventJob extends Job<{ eventId: number }> {
  async execute() {
    const handleStripeEvent = await app.container.make(HandleStripeEvent)
    await handleStripeEvent.handle(this.payload.eventId)
    await new WorkOff().handle('stripe_events', (id) => handleStripeEvent.handle(id))
  }
}
