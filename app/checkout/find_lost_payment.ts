import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import stripeConfig from '#config/stripe'
import { databaseTime } from '#database/columns'
import CheckoutAttempt from '#models/checkout_attempt'
import { PaymentGatewayError } from '#stripe/payment_gateway'
import { Deadline } from '#shared/deadline'

/** Most checkouts that are rechecked per request. */
const MOST = 5

/** Days before and after the day that the buyer remembers. */
const AROUND = 2

export interface FindLostPaymentInput {
  userId: number
  /** Stripe's id of a Checkout Session, where the buyer knows it. */
  sessionId: string | null
  /** The e-mail that they paid with, and the day, where they know them. */
  email: string | null
  day: DateTime | null
}

/**
 * Rechecks in Stripe for a user who paid and sees no purchase: the checkout that they name, their
 * own unsettled ones, and those of the e-mail and day that they remember. A purchase that is found
 * goes to its buyer, whichever user searched. Nothing is returned, so nothing is revealed.
 */
@inject()
export default class FindLostPayment {
  constructor(private fulfilCheckout: FulfilCheckout) {}

  async handle(input: FindLostPaymentInput): Promise<void> {
    const sessionIds = [
      ...(input.sessionId === null ? [] : [input.sessionId]),
      ...(await unsettled(input)),
    ]
    const deadline = new Deadline(stripeConfig.interactiveDeadline)
    for (const sessionId of new Set(sessionIds.slice(0, MOST))) {
      try {
        await this.fulfilCheckout.handle(sessionId, deadline)
      } catch (error) {
        if (!(error instanceof PaymentGatewayError)) {
          throw error
        }
        logger.warn({ err: error, session: sessionId }, 'A lost payment could not be rechecked')
      }
    }
  }
}

/** The session ids of checkouts without a purchase, or with a pending one, newest first. */
async function unsettled({ userId, email, day }: FindLostPaymentInput): Promise<string[]> {
  const attempts = await CheckoutAttempt.query()
    .select('checkoutSessionId')
    .whereNotNull('checkoutSessionId')
    .where((theirs) => {
      theirs.where('userId', userId)
      if (email !== null && day !== null) {
        theirs.orWhere((named) =>
          named
            .whereHas('user', (user) => void user.where('email', email))
            .whereBetween('createdAt', [
              databaseTime(day.minus({ days: AROUND })),
              databaseTime(day.plus({ days: AROUND + 1 })),
            ])
        )
      }
    })
    .whereNotExists((purchases) =>
      purchases
        .from('purchases')
        .whereColumn('purchases.checkout_session_id', 'checkout_attempts.checkout_session_id')
        .whereNot('purchases.status', 'pending')
    )
    .orderBy('id', 'desc')
    .limit(MOST)
  return attempts.map(({ checkoutSessionId }) => checkoutSessionId!)
}
