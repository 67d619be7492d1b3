import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import stripeConfig from '#config/stripe'
import { databaseTime } from '#database/columns'
import CheckoutAttempt from '#models/checkout_attempt'
import { PaymentGatewayError } from '#stripe/payment_gateway'
import { Deadline } from '#shared/deadline'

/** Checkouts that are looked at for one question. */
const MOST = 5

/** Days around the day that a buyer remembers. */
const AROUND = 2

export interface FindLostPaymentInput {
  userId: number
  /** Stripe's id of a Checkout Session, where the buyer has it. */
  sessionId: string | null
  /** The address under which they paid, and the day, where they know. */
  email: string | null
  day: DateTime | null
}

/**
 * Looks at Stripe again for somebody who says that they paid and sees nothing: at the checkout they
 * name, at their own that are not settled, and at those of the address and the day they remember.
 * What is found goes to whom it belongs, whoever asked; the answer is the same for everybody.
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
        logger.warn({ err: error, session: sessionId }, 'A lost payment could not be looked for')
      }
    }
  }
}

/** Checkouts without a purchase that is paid, newest first. */
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
