import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import stripeConfig from '#config/stripe'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import { withLock } from '#shared/concurrency/with_lock'
import RefundRequests, { followUpOf, type RefundInput } from '#purchases/refunds/refund_requests'
import { roleMay } from '#authority/permissions'
import { checkRefund, mustChoose } from '#purchases/refund_rules'
import type { ChangeSubscriptionOutcome } from '#purchases/subscriptions/change_subscription'
import FollowChoice from '#purchases/subscriptions/follow_choice'
import type Purchase from '#models/purchase'
import RefundRequest from '#models/refund_request'
import { type Patience, PaymentGatewayError } from '#stripe/payment_gateway'
import { failureType, problemOf } from '#stripe/refusal_text'
import { Deadline } from '#shared/deadline'
import FindPayment, { type FoundPayment } from '#purchases/refunds/find_payment'

/**
 * The result of a refund; `amount` is in minor units of `currency`.
 */
export type RefundOutcome =
  | {
      type: 'refunded'
      amount: number
      currency: string
      /** What became of the subscription; null where nothing was to be done. */
      subscription: ChangeSubscriptionOutcome | null
    }
  /**
   * An earlier request of the same payment, which Stripe had not answered, was made instead: this one
   * may have been meant to repeat it.
   */
  | { type: 'earlier_made'; amount: number; currency: string }
  | { type: 'invalid'; problem: string }
  /** Stripe refuses; `problem` is its message. */
  | { type: 'refused'; problem: string }
  /** Stripe did not answer; sending the same form again refunds nothing twice. */
  | { type: 'unavailable'; problem: string }
  /** Stripe refuses the store's key; the request stays open and is sent again once that is changed. */
  | { type: 'blocked'; problem: string }
  /** Another refund of the same payment is running. */
  | { type: 'busy' }
  | { type: 'not_found' | 'forbidden' }

/**
 * Refunds a payment in full or in part. The request is a row that is committed before Stripe is
 * called, so a form sent twice, a lost answer and a crashed process make one refund. One refund per
 * payment runs at a time, and the remaining amount is read from Stripe first.
 */
@inject()
export default class RefundPurchase {
  constructor(
    private requests: RefundRequests,
    private fulfilCheckout: FulfilCheckout,
    private followChoice: FollowChoice
  ) {}

  async handle(input: RefundInput): Promise<RefundOutcome> {
    const isCancelled = input.subscription !== null && input.subscription !== 'keep'
    if (
      !roleMay(input.actor.role, 'purchases.refund') ||
      (isCancelled && !roleMay(input.actor.role, 'subscriptions.change'))
    ) {
      return { type: 'forbidden' }
    }
    const found = await new FindPayment().handle(input)
    if (found === null) {
      return { type: 'not_found' }
    }
    const deadline = new Deadline(stripeConfig.interactiveDeadline)
    const outcome = await withLock(`refund-${input.paymentId}`, deadline, () =>
      withReasons(() => this.#refund(input, found, deadline))
    )
    return outcome ?? { type: 'busy' }
  }

  /**
   * Resumes a request whose answer from Stripe was lost.
   * @throws {PaymentGatewayError}
   */
  async resume(request: RefundRequest): Promise<void> {
    const deadline = new Deadline(stripeConfig.interactiveDeadline)
    await withLock(`refund-${request.paymentId}`, deadline, async () => {
      await request.refresh()
      if (request.status === 'open') {
        await this.#send(request, 'background', { mayBeSent: true })
      }
    })
  }

  async #refund(
    input: RefundInput,
    found: FoundPayment,
    deadline: Deadline
  ): Promise<RefundOutcome> {
    const earlier = await RefundRequest.findBy('request', input.request)
    if (earlier?.status === 'done') {
      return this.#refunded(earlier, deadline)
    }
    if (earlier?.status === 'failed') {
      return { type: 'refused', problem: earlier.error ?? 'Stripe refused it.' }
    }
    if (earlier) {
      return this.#send(earlier, deadline, { mayBeSent: true })
    }
    const unanswered = await this.requests.findOpen(input.paymentId, input.request)
    if (unanswered !== null) {
      await this.#send(unanswered, deadline, { mayBeSent: true })
      const { amount, currency } = unanswered
      return { type: 'earlier_made', amount, currency }
    }
    await this.#checkAgain(found.purchase, deadline)
    const current = (await new FindPayment().handle(input)) ?? found
    const problem = checkRefund(input.amount, current.payment) ?? checkChoice(input, current)
    if (problem !== null) {
      return { type: 'invalid', problem }
    }
    const request = await this.requests.record(input, current)
    return this.#send(request, deadline, { mayBeSent: false })
  }

  async #send(
    request: RefundRequest,
    patience: Patience,
    sent: { mayBeSent: boolean }
  ): Promise<RefundOutcome> {
    await this.requests.send(request, patience, sent)
    const { purchase } = await new FindPayment().ofRequest(request)
    try {
      await this.#checkAgain(purchase, patience)
      await recordActor(request)
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) {
        throw error
      }
      logger.warn(
        { err: error, refund: request.refundStripeId },
        'A refund was made, but the purchase could not be updated'
      )
    }
    return this.#refunded(request, patience)
  }

  async #refunded(request: RefundRequest, patience: Patience): Promise<RefundOutcome> {
    const { amount, currency } = request
    const deadline = patience instanceof Deadline ? patience : undefined
    const subscription = await this.followChoice.carryOut(followUpOf(request), deadline)
    return { type: 'refunded', amount, currency, subscription }
  }

  /** Another refund may have been made in Stripe a moment ago. */
  async #checkAgain({ checkoutSessionId }: Purchase, patience: Patience) {
    if (checkoutSessionId !== null) {
      await this.fulfilCheckout.handle(checkoutSessionId, patience)
    }
  }
}

/** Stripe does not know which staff member made the refund. */
async function recordActor({ refundStripeId, actorId }: RefundRequest) {
  await db.from('refunds').where('stripe_id', refundStripeId!).update({ actor_id: actorId })
}

/** Whoever refunds a whole payment of a subscription says what happens to it. */
function checkChoice(
  { amount, subscription }: RefundInput,
  { payment, purchase }: FoundPayment
): string | null {
  return subscription === null && mustChoose(amount, payment, purchase)
    ? 'Choose what happens to the subscription'
    : null
}

async function withReasons(act: () => Promise<RefundOutcome>): Promise<RefundOutcome> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof PaymentGatewayError)) {
      throw error
    }
    return { type: failureType(error), problem: problemOf(error) }
  }
}
