import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import RecordAudit from '#authority/record_audit'
import { databaseTime } from '#database/columns'
import Refund from '#models/refund'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import FindPayment, { type FoundPayment } from '#purchases/refunds/find_payment'
import { refundableAmount } from '#purchases/refund_rules'
import { formatMoney } from '#shared/money'
import { PaymentGatewayError } from '#stripe/payment_gateway'

/**
 * - `assigned` and what it means for the access is decided by the same rules as for every refund
 * - `saved` Stripe did not answer, so that it is applied with the next look at it
 * - `already` it is known what it was for
 * - `invalid` the product has less left than went back
 */
export type AssignRefundOutcome =
  | { type: 'assigned' | 'saved' | 'already' }
  | { type: 'invalid'; problem: string }
  | { type: 'not_found' | 'forbidden' }

/**
 * Says for which product a refund was that was made in Stripe for a part of a payment of several
 * products. Once for any number of calls.
 */
@inject()
export default class AssignRefund {
  constructor(private fulfilCheckout: FulfilCheckout) {}

  async handle(input: {
    refundId: number
    purchaseId: number
    actor: Actor
  }): Promise<AssignRefundOutcome> {
    if (!roleMay(input.actor.role, 'purchases.refund')) {
      return { type: 'forbidden' }
    }
    const refund = await Refund.find(input.refundId)
    const found =
      refund && (await new FindPayment().handle({ ...input, paymentId: refund.paymentId }))
    if (!refund || !found) {
      return { type: 'not_found' }
    }
    if (!refund.isUnassigned || refund.decidedAt !== null) {
      return { type: 'already' }
    }
    const problem = problemOf(refund, found)
    if (problem !== null) {
      return { type: 'invalid', problem }
    }
    const isSaved = await save(refund, found, input.actor)
    return isSaved ? this.#apply(found) : { type: 'already' }
  }

  async #apply({ purchase }: FoundPayment): Promise<AssignRefundOutcome> {
    try {
      await this.fulfilCheckout.handle(purchase.checkoutSessionId!, 'interactive')
      return { type: 'assigned' }
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) {
        throw error
      }
      logger.warn({ err: error, purchase: purchase.reference }, 'A refund could not be applied yet')
      return { type: 'saved' }
    }
  }
}

/** What went back counts already as gone from the whole payment. */
function problemOf({ amount }: Refund, { payment }: FoundPayment): string | null {
  const left = refundableAmount({ ...payment, wholeLeft: payment.wholeAmount })
  return amount > left
    ? `Only ${formatMoney(left, payment.currency, 'en')} of this product are left to give back`
    : null
}

async function save(refund: Refund, { purchase }: FoundPayment, actor: Actor): Promise<boolean> {
  return db.transaction(async (trx) => {
    const now = databaseTime(DateTime.utc())
    const saved = await trx.from('refunds').where('id', refund.id).whereNull('decided_at').update({
      decided_purchase_id: purchase.id,
      decided_by_id: actor.id,
      decided_at: now,
      updated_at: now,
    })
    if (Number(saved) !== 1) {
      return false
    }
    await new RecordAudit().handle(
      {
        actor,
        action: 'purchase.refund_assigned',
        subject: { type: 'purchase', id: purchase.id, label: purchase.reference },
        changes: { refund: { before: null, after: refund.stripeId } },
      },
      trx
    )
    return true
  })
}
