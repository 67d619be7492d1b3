import app from '@adonisjs/core/services/app'
import UpdateCustomer from '#checkout/update_customer'
import HandleStripeEvent from '#webhooks/handle_stripe_event'
import SendMail from '#mail/send_mail'
import { listDueRows } from '#background/due_rows'

/** Enough for every event that a test can cause; more would be an endless loop. */
const ROUNDS = 50

/**
 * Handles events, sends mails and updates customers as the worker does, until none is due.
 */
export async function runDueWork() {
  for (let round = 0; round < ROUNDS; round++) {
    const events = await listDueRows('stripe_events', 100)
    const mails = await listDueRows('mails', 100)
    const customers = await listDueRows('customer_updates', 100)
    if (events.length + mails.length + customers.length === 0) {
      return
    }
    for (const id of events) {
      const action = await app.container.make(HandleStripeEvent)
      await action.handle(id)
    }
    for (const id of mails) {
      const action = await app.container.make(SendMail)
      await action.handle(id)
    }
    for (const id of customers) {
      const action = await app.container.make(UpdateCustomer)
      await action.handle(id)
    }
  }
  throw new Error('Due work never ends.')
}
