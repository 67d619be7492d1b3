import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import RecordAudit from '#authority/record_audit'
import { databaseTime } from '#database/columns'
import PaymentLine from '#models/payment_line'
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
 * - `invalid` the product has less left than went back, and another one has enough
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
    const problem = await problemOf(refund, found)
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

/** A refund of more than any product has left is for the one that is named first, then for others. */
async function problemOf(refund: Refund, found: FoundPayment): Promise<string | null> {
  const left = leftOf(found)
  return refund.amount > left && (await hasEnough(refund))
    ? `Only ${formatMoney(left, found.payment.currency, 'en')} of this product are left to give back`
    : null
}

/** What went back counts already as gone from the whole payment. */
function leftOf({ payment }: FoundPayment): number {
  return refundableAmount({ ...payment, wholeLeft: payment.wholeAmount })
}

/** Whether any product of the payment has as much left as went back. */
async function hasEnough({ paymentId, amount }: Refund): Promise<boolean> {
  const lines = await PaymentLine.query().where('paymentId', paymentId)
  for (const { purchaseId } of lines) {
    const found = await new FindPayment().handle({ purchaseId, paymentId })
    if (found !== null && leftOf(found) >= amount) {
      return true
    }
  }
  return false
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
