import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Actor } from '#authority/actor'
import type Purchase from '#models/purchase'
import SubscriptionRequest, { type SubscriptionChoice } from '#models/subscription_request'
import ChangeSubscription, {
  type ChangeSubscriptionOutcome,
} from '#purchases/subscriptions/change_subscription'
import KeepCharges from '#purchases/subscriptions/keep_charges'
import SubscriptionRequests from '#purchases/subscriptions/subscription_requests'
import type { Deadline } from '#shared/deadline'

export interface SubscriptionChoiceInput {
  /** A name of the decision that the choice belongs to, so that it is followed once. */
  request: string
  purchase: Purchase
  choice: SubscriptionChoice | null
  reason: string
  actor: Actor
}

/**
 * What happens to a subscription after its access was closed or its payment refunded: the choice is
 * saved in the transaction of that decision, and carried out in Stripe after it.
 */
@inject()
export default class FollowChoice {
  constructor(
    private requests: SubscriptionRequests,
    private changeSubscription: ChangeSubscription
  ) {}

  async save(
    { request, purchase, choice, reason, actor }: SubscriptionChoiceInput,
    trx: TransactionClientContract
  ): Promise<void> {
    if (choice === null || purchase.subscriptionId === null) {
      return
    }
    await (choice === 'keep'
      ? new KeepCharges().handle({ purchase, keptFor: 'closed', reason, actor }, trx)
      : this.requests.record({ request, purchase, act: choice, note: reason, actor }, trx))
  }

  /**
   * Carries out a saved choice. One that Stripe does not answer is repeated in the background.
   * @returns null where nothing was to be done
   */
  async carryOut(request: string, deadline?: Deadline): Promise<ChangeSubscriptionOutcome | null> {
    const saved = await SubscriptionRequest.findBy('request', request)
    return saved === null ? null : this.changeSubscription.resume(saved, deadline)
  }
}
