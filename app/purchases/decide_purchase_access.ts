import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import DecideAccess, {
  type DecideAccessInput,
  type DecideAccessOutcome,
} from '#access/decide_access'
import { roleMay } from '#authority/permissions'
import type { ChangeSubscriptionOutcome } from '#purchases/subscriptions/change_subscription'
import FollowChoice from '#purchases/subscriptions/follow_choice'

/** `subscription`: what became of the subscription; null where nothing was to be done. */
export type DecidePurchaseAccessOutcome =
  | { type: 'decided'; subscription: ChangeSubscriptionOutcome | null }
  | Exclude<DecideAccessOutcome, { type: 'decided' }>

/**
 * Saves a decision of staff about the access of a purchase, and what happens to its subscription:
 * both in one transaction, so that no crash leaves a closed purchase that is charged silently.
 */
@inject()
export default class DecidePurchaseAccess {
  constructor(private followChoice: FollowChoice) {}

  async handle(input: DecideAccessInput): Promise<DecidePurchaseAccessOutcome> {
    const { actor, reason, subscription: choice } = input
    const isCancelled = choice !== null && choice !== 'keep'
    if (isCancelled && !roleMay(actor.role, 'subscriptions.change')) {
      return { type: 'forbidden' }
    }
    const request = `access-${randomUUID()}`
    const outcome = await new DecideAccess().handle(input, (purchase, trx) =>
      this.followChoice.save({ request, purchase, choice, reason: reason.trim(), actor }, trx)
    )
    return outcome.type === 'decided'
      ? { type: 'decided', subscription: await this.followChoice.carryOut(request) }
      : outcome
  }
}
