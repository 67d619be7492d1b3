import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { databaseTime } from '#database/columns'
import Purchase from '#models/purchase'
import UnassignedPayment from '#models/unassigned_payment'
import User from '#models/user'
import { PaymentGatewayError } from '#stripe/payment_gateway'

/**
 * - `assigned` it is the account's; `purchase` is null where Stripe could not be read, or the product
 *   is not known here: comparing with Stripe adds it then
 * - `refund` staff refund it in Stripe
 * - `already` somebody settled it before
 * - `no_account` no account has this address
 * - `unconfirmed` the account has not confirmed this address, and that was not accepted
 */
export type SettleUnassignedOutcome =
  | { type: 'assigned'; purchase: Purchase | null }
  | { type: 'refund' | 'already' | 'no_account' | 'unconfirmed' | 'not_found' | 'forbidden' }

export interface SettleUnassignedInput {
  id: number
  /** The address of the account, in its one spelling; null where the payment is refunded. */
  email: string | null
  /** Whether the account may be one that has not confirmed the address; false where omitted. */
  acceptsUnconfirmed?: boolean
  actor: Actor
}

/**
 * Settles a payment that no account could be shown to have made: staff name its account, or say that
 * it is refunded. The purchase is written by `FulfilCheckout`, as always.
 */
@inject()
export default class SettleUnassignedPayment {
  constructor(private fulfilCheckout: FulfilCheckout) {}

  async handle({
    id,
    email,
    acceptsUnconfirmed = false,
    actor,
  }: SettleUnassignedInput): Promise<SettleUnassignedOutcome> {
    if (!roleMay(actor.role, 'purchases.change')) {
      return { type: 'forbidden' }
    }
    const payment = await UnassignedPayment.find(id)
    if (payment === null) {
      return { type: 'not_found' }
    }
    const user = email === null ? null : await User.findBy('email', email)
    if (email !== null && user === null) {
      return { type: 'no_account' }
    }
    if (user !== null && user.emailVerifiedAt === null && !acceptsUnconfirmed) {
      return { type: 'unconfirmed' }
    }
    if (!(await settle(payment, user, actor))) {
      return { type: 'already' }
    }
    return user === null
      ? { type: 'refund' }
      : { type: 'assigned', purchase: await this.#fulfil(payment.checkoutSessionId) }
  }

  async #fulfil(sessionId: string): Promise<Purchase | null> {
    try {
      const outcome = await this.fulfilCheckout.handle(sessionId, 'interactive')
      return 'purchase' in outcome ? outcome.purchase : null
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) {
        throw error
      }
      logger.warn({ err: error, session: sessionId }, 'An assigned payment could not be read')
      return null
    }
  }
}

/** The first of several concurrent callers wins. */
function settle(payment: UnassignedPayment, user: User | null, actor: Actor): Promise<boolean> {
  const status = user === null ? 'refund' : 'assigned'
  return db.transaction(async (trx) => {
    const now = databaseTime(DateTime.utc())
    const settled = await trx
      .from('unassigned_payments')
      .where('id', payment.id)
      .where('status', 'open')
      .update({
        status,
        user_id: user?.id ?? null,
        settled_at: now,
        settled_by_id: actor.id,
        updated_at: now,
      })
    if (Number(settled) === 0) {
      return false
    }
    await new RecordAudit().handle(
      {
        actor,
        action: 'unassigned_payment.settled',
        subject: {
          type: 'unassigned_payment',
          id: payment.id,
          label: payment.checkoutSessionId,
        },
        changes: {
          status: { before: 'open', after: status },
          user: { before: null, after: user?.email ?? null },
        },
      },
      trx
    )
    return true
  })
}
