import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import FulfilCheckout, { type FulfilOutcome } from '#purchases/fulfilment/fulfil_checkout'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import Purchase from '#models/purchase'
import { PaymentGatewayError } from '#stripe/payment_gateway'
import { problemOf } from '#stripe/refusal_text'

/** `before` and `after` are the status of the purchase. */
export type RecheckPurchaseOutcome =
  | { type: 'checked'; before: string; after: string; stripe: FulfilOutcome['type'] }
  /** A grant does not exist in Stripe. */
  | { type: 'not_at_stripe' }
  | { type: 'unreachable'; problem: string }
  | { type: 'not_found' | 'forbidden' }

/**
 * Updates a purchase from Stripe at the request of staff, with the same code as webhooks, and
 * audits it.
 */
@inject()
export default class RecheckPurchase {
  constructor(private fulfilCheckout: FulfilCheckout) {}

  async handle(input: { purchaseId: number; actor: Actor }): Promise<RecheckPurchaseOutcome> {
    if (!roleMay(input.actor.role, 'purchases.check')) {
      return { type: 'forbidden' }
    }
    const purchase = await Purchase.find(input.purchaseId)
    if (purchase === null) {
      return { type: 'not_found' }
    }
    if (purchase.checkoutSessionId === null) {
      return { type: 'not_at_stripe' }
    }
    const before = purchase.status
    try {
      const { type } = await this.fulfilCheckout.handle(purchase.checkoutSessionId, 'interactive')
      await purchase.refresh()
      await this.#recordCheck(purchase, before, input.actor)
      return { type: 'checked', before, after: purchase.status, stripe: type }
    } catch (error) {
      if (error instanceof PaymentGatewayError) {
        return { type: 'unreachable', problem: problemOf(error) }
      }
      throw error
    }
  }

  async #recordCheck(purchase: Purchase, before: string, actor: Actor) {
    await db.transaction((trx) =>
      new RecordAudit().handle(
        {
          actor,
          action: 'purchase.checked',
          subject: { type: 'purchase', id: purchase.id, label: purchase.reference },
          changes: { status: { before, after: purchase.status } },
        },
        trx
      )
    )
  }
}
