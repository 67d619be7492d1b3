import { addToCount } from '#http/rate_limit'
import { checkoutByAccount } from '#http/rate_limits'
import CurrencyCustomer from '#models/currency_customer'
import User from '#models/user'
import {
  StripeEventHandler,
  type EventOutcome,
  type ReceivedEvent,
} from '#webhooks/handlers/stripe_event_handler'

/**
 * A payment was declined: it counts against the limit of checkouts of its buyer, because stolen cards are
 * also tested in series within one session. The purchase itself follows the session's own events.
 */
export default class PaymentDeclined extends StripeEventHandler {
  async handle({ object }: ReceivedEvent): Promise<EventOutcome> {
    const buyer = typeof object.customer === 'string' ? await findBuyer(object.customer) : null
    if (buyer === null) {
      return { type: 'ignored', reason: 'It is about no customer of this store.' }
    }
    await addToCount(checkoutByAccount, 1, buyer.id)
    return { type: 'done' }
  }
}

/** The user of a customer at Stripe, of whichever currency. */
async function findBuyer(customerId: string): Promise<User | null> {
  const further = await CurrencyCustomer.findBy('stripeCustomerId', customerId)
  return further === null ? User.findBy('stripeCustomerId', customerId) : User.find(further.userId)
}
