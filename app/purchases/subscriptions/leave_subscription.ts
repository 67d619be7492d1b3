import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import FindUnsettledCharges from '#purchases/subscriptions/find_unsettled_charges'
import KeepCharges from '#purchases/subscriptions/keep_charges'

/** `settled`: there is nothing to decide, or not any more. */
export type LeaveSubscriptionOutcome = { type: 'left' | 'settled' | 'forbidden' }

/**
 * Staff's decision that a subscription is charged although its access is closed, or although the
 * buyer has another one of the same product.
 */
export default class LeaveSubscription {
  /** @param input.reason not empty */
  async handle(input: {
    purchaseId: number
    reason: string
    actor: Actor
  }): Promise<LeaveSubscriptionOutcome> {
    const { purchaseId, reason, actor } = input
    if (!roleMay(actor.role, 'subscriptions.change')) {
      return { type: 'forbidden' }
    }
    const [charge] = await new FindUnsettledCharges().handle({ purchaseId })
    if (charge === undefined) {
      return { type: 'settled' }
    }
    const purchase = { id: purchaseId, reference: charge.reference }
    await db.transaction((trx) =>
      new KeepCharges().handle({ purchase, keptFor: charge.keptFor, reason, actor }, trx)
    )
    return { type: 'left' }
  }
}
