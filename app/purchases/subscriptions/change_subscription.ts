import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import stripeConfig from '#config/stripe'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import Purchase from '#models/purchase'
import SubscriptionRequest, { type SubscriptionAct } from '#models/subscription_request'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import SubscriptionRequests from '#purchases/subscriptions/subscription_requests'
import {
  type ActProblem,
  checkAct,
  isApplied,
  isSameState,
  stateOf,
} from '#purchases/subscriptions/subscription_rules'
import { withLock } from '#shared/concurrency/with_lock'
import { Deadline } from '#shared/deadline'
import { type GatewayFailure, PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import { failureType, problemOf } from '#stripe/refusal_text'

export interface ChangeSubscriptionInput {
  /** The form's id, so that the same form sent twice makes one change. */
  request: string
  purchaseId: number
  act: SubscriptionAct
  /** A note for staff; may be empty. */
  note: string
  actor: Actor
}

/**
 * - `done` Stripe did it; `unchanged` it was so already
 * - `invalid` it does not fit the subscription's state
 * - `superseded` somebody decided otherwise meanwhile, so it was not sent again
 * - `refused` Stripe refuses; `problem` is its message
 * - `unavailable` Stripe did not answer; it is sent again in the background, and never twice
 * - `blocked` Stripe refuses the store's key; it is sent again as well
 * - `busy` another change of the same subscription is running
 * - `not_found` there is no such purchase, or it has no subscription
 */
export type ChangeSubscriptionOutcome =
  | { type: 'done' }
  | { type: 'unchanged' }
  | { type: 'superseded' }
  | { type: 'busy' | 'not_found' | 'forbidden' }
  | { type: 'invalid' | 'refused' | 'unavailable' | 'blocked'; problem: string }

/** Of a request that can never succeed. */
const GONE = 'Stripe does not have this subscription any more'

/** The failures that are an answer by Stripe. */
const REFUSALS = new Set<GatewayFailure>(['refused', 'not_found'])

/**
 * Cancels, pauses or resumes a subscription in Stripe, for staff. The request is a row that is
 * committed before Stripe is called. One that may have been sent is looked up in Stripe before it
 * is sent again, and is not sent where somebody has decided otherwise since: a late repetition never
 * undoes a newer decision. The purchase itself is updated by reading it from Stripe.
 */
@inject()
export default class ChangeSubscription {
  constructor(
    private requests: SubscriptionRequests,
    private fulfilCheckout: FulfilCheckout,
    private gateway: PaymentGateway
  ) {}

  async handle(input: ChangeSubscriptionInput): Promise<ChangeSubscriptionOutcome> {
    if (!roleMay(input.actor.role, 'subscriptions.change')) {
      return { type: 'forbidden' }
    }
    const purchase = await Purchase.find(input.purchaseId)
    if (purchase === null || purchase.subscriptionId === null) {
      return { type: 'not_found' }
    }
    const deadline = new Deadline(stripeConfig.interactiveDeadline)
    return this.#alone(purchase.subscriptionId, deadline, async () => {
      const earlier = await SubscriptionRequest.findBy('request', input.request)
      return this.#run(earlier ?? (await this.requests.record({ ...input, purchase })), deadline)
    })
  }

  /** Carries out a recorded request, or continues one whose answer from Stripe was lost. */
  async resume(
    request: SubscriptionRequest,
    deadline = new Deadline(stripeConfig.interactiveDeadline)
  ): Promise<ChangeSubscriptionOutcome> {
    return this.#alone(request.subscriptionId, deadline, async () => {
      await request.refresh()
      return this.#run(request, deadline)
    })
  }

  async #alone(
    subscriptionId: string,
    deadline: Deadline,
    work: () => Promise<ChangeSubscriptionOutcome>
  ): Promise<ChangeSubscriptionOutcome> {
    const outcome = await withLock(`subscription-${subscriptionId}`, deadline, () =>
      withReasons(work)
    )
    return outcome ?? { type: 'busy' }
  }

  async #run(request: SubscriptionRequest, deadline: Deadline): Promise<ChangeSubscriptionOutcome> {
    if (request.status !== 'open') {
      return closed(request)
    }
    await this.#settleOlder(request, deadline)
    const outcome = await this.#send(request, deadline)
    await this.#readAgain(request, deadline)
    return outcome
  }

  async #send(
    request: SubscriptionRequest,
    deadline: Deadline
  ): Promise<ChangeSubscriptionOutcome> {
    const subscription = await this.#retrieve(request, deadline)
    if (subscription === null) {
      return this.#close(request, { type: 'invalid', problem: GONE })
    }
    if (request.before === null) {
      const problem = checkAct(request.act, subscription)
      if (problem) {
        return this.#close(request, problem)
      }
      await this.requests.prepare(request, subscription)
    } else if (isApplied(request, subscription)) {
      await this.requests.finish(request)
      return { type: 'done' }
    } else if ((await hasNewer(request)) || !isSameState(request.before, stateOf(subscription))) {
      await this.requests.close(request, 'superseded')
      return { type: 'superseded' }
    }
    try {
      await this.requests.send(request, deadline)
    } catch (error) {
      return this.#explain(error, request, deadline)
    }
    return { type: 'done' }
  }

  /** Null where Stripe does not have the subscription any more: then no request can ever succeed. */
  async #retrieve({ subscriptionId }: SubscriptionRequest, deadline: Deadline) {
    try {
      return await this.gateway.retrieveSubscription(subscriptionId, deadline)
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.reason === 'not_found') {
        return null
      }
      throw error
    }
  }

  /** Somebody else may have ended or changed it between the read and the change. */
  async #explain(
    error: unknown,
    request: SubscriptionRequest,
    deadline: Deadline
  ): Promise<ChangeSubscriptionOutcome> {
    if (!(error instanceof PaymentGatewayError) || !REFUSALS.has(error.reason)) {
      throw error
    }
    const subscription = await this.gateway.retrieveSubscription(request.subscriptionId, deadline)
    const problem = checkAct(request.act, subscription)
    if (problem === null) {
      throw error
    }
    return this.#close(request, problem)
  }

  async #close(request: SubscriptionRequest, problem: ActProblem): Promise<ActProblem> {
    await (problem.type === 'unchanged'
      ? this.requests.close(request, 'done')
      : this.requests.close(request, 'failed', problem.problem))
    return problem
  }

  /** An older request without an answer took effect or did not; it is not sent after a newer one. */
  async #settleOlder({ subscriptionId, id }: SubscriptionRequest, deadline: Deadline) {
    const older = await requestsOf(subscriptionId)
      .where('status', 'open')
      .where('id', '<', id)
      .orderBy('id')
    for (const request of older) {
      const subscription = await this.gateway.retrieveSubscription(request.subscriptionId, deadline)
      if (request.before !== null && isApplied(request, subscription)) {
        await this.requests.finish(request)
      } else {
        await this.requests.close(request, 'superseded')
      }
    }
  }

  /** The change is made; where its result cannot be read now, Stripe's event brings it. */
  async #readAgain(request: SubscriptionRequest, deadline: Deadline) {
    const { checkoutSessionId } = await Purchase.findOrFail(request.purchaseId)
    if (checkoutSessionId === null) {
      return
    }
    try {
      await this.fulfilCheckout.handle(checkoutSessionId, deadline)
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) {
        throw error
      }
      logger.warn(
        { err: error, request: request.id },
        'A subscription was changed, but the purchase could not be updated'
      )
    }
  }
}

/** The requests of a subscription, whichever of its purchases they were made from. */
function requestsOf(subscriptionId: string) {
  return SubscriptionRequest.query().whereIn('purchaseId', (purchases) =>
    purchases.from('purchases').select('id').where('subscription_id', subscriptionId)
  )
}

/** Whether a later request of the same subscription exists, which decides instead. */
async function hasNewer({ subscriptionId, id }: SubscriptionRequest): Promise<boolean> {
  const newer = await requestsOf(subscriptionId)
    .where('id', '>', id)
    .whereNot('status', 'failed')
    .first()
  return newer !== null
}

function closed({ status, error }: SubscriptionRequest): ChangeSubscriptionOutcome {
  switch (status) {
    case 'failed':
      return { type: 'refused', problem: error ?? 'Stripe refused it.' }
    case 'superseded':
      return { type: 'superseded' }
    default:
      return { type: 'done' }
  }
}

async function withReasons(
  act: () => Promise<ChangeSubscriptionOutcome>
): Promise<ChangeSubscriptionOutcome> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof PaymentGatewayError)) {
      throw error
    }
    return { type: failureType(error), problem: problemOf(error) }
  }
}
