import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import { randomUUID } from 'node:crypto'
import type { SubscriptionChoice } from '#models/subscription_request'
import FollowChoice from '#purchases/subscriptions/follow_choice'
import RecordAudit from '#authority/record_audit'
import SaveOverride from '#access/save_override'
import type { Actor } from '#authority/actor'
import type { RefundReason } from '#purchases/refund_rules'
import type Payment from '#models/payment'
import RefundRequest from '#models/refund_request'
import { type Patience, PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'

export interface RefundInput {
  /** The form's id, so that the same form sent twice makes one refund. */
  request: string
  purchaseId: number
  paymentId: number
  /** Minor units of the payment's currency. */
  amount: number
  reason: RefundReason | null
  /** A note for staff; may be empty. */
  note: string
  /** Whether the buyer keeps the access that the refund would end. */
  keepsAccess: boolean
  /** What happens to the subscription; required where a whole payment of a running one is refunded. */
  subscription: SubscriptionChoice | null
  actor: Actor
}

/**
 * The refunds that staff request: a row per request, and its call to Stripe.
 */
@inject()
export default class RefundRequests {
  constructor(
    private gateway: PaymentGateway,
    private followChoice: FollowChoice
  ) {}

  /** Records exactly what Stripe will be sent. */
  async record(input: RefundInput, payment: Payment): Promise<RefundRequest> {
    const { actor } = input
    return RefundRequest.create({
      request: input.request,
      paymentId: payment.id,
      amount: input.amount,
      currency: payment.currency,
      reason: input.reason,
      note: input.note.trim() || null,
      keepsAccess: input.keepsAccess,
      subscriptionChoice: input.subscription,
      parameters: {
        payment_intent: payment.paymentIntentId!,
        amount: input.amount,
        ...(input.reason ? { reason: input.reason } : {}),
        metadata: { source: 'kiosk', purchase: payment.purchase.reference },
      },
      idempotencyKey: `refund-${randomUUID()}`,
      status: 'open',
      actorId: actor.id,
      actorLabel: actor.label,
      actorAddress: actor.address,
      actorUserAgent: actor.userAgent,
      actorRequestId: actor.requestId,
    })
  }

  /**
   * Makes the refund in Stripe, once for any number of calls, and records the result.
   * @throws {PaymentGatewayError}
   */
  async send(request: RefundRequest, patience: Patience): Promise<void> {
    try {
      const { parameters, idempotencyKey } = request
      const { id } = await this.gateway.createRefund(parameters, idempotencyKey, patience)
      await this.#finish(request, id)
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.isFinal) {
        await request.merge({ status: 'failed', error: error.message }).save()
      }
      throw error
    }
  }

  /** Saves the result, the audit and what was decided with it in one transaction. */
  async #finish(request: RefundRequest, refundStripeId: string) {
    await request.load('payment', (payment) => payment.preload('purchase'))
    const { purchase } = request.payment
    const actor = actorOf(request)
    await db.transaction(async (trx) => {
      await request.merge({ status: 'done', refundStripeId }).useTransaction(trx).save()
      await new RecordAudit().handle(
        {
          actor,
          action: 'purchase.refunded',
          subject: { type: 'purchase', id: purchase.id, label: purchase.reference },
          changes: {
            refund: { before: null, after: refundStripeId },
            amount: { before: null, after: request.amount },
            currency: { before: null, after: request.currency },
            reason: { before: null, after: request.reason },
            note: { before: null, after: request.note },
          },
        },
        trx
      )
      if (request.keepsAccess) {
        await new SaveOverride().handle(
          {
            purchaseId: purchase.id,
            override: {
              accessOverride: 'kept',
              endsAt: null,
              reason: request.note ?? 'Refunded, and the access kept',
            },
            actor,
          },
          trx
        )
      }
      await this.followChoice.save(
        {
          request: followUpOf(request),
          purchase,
          choice: request.subscriptionChoice,
          reason: request.note ?? 'Refunded',
          actor,
        },
        trx
      )
    })
  }
}

/** The name of what a refund does with its subscription. */
export function followUpOf({ id }: RefundRequest): string {
  return `refund-${id}`
}

function actorOf(request: RefundRequest): Actor {
  return {
    id: request.actorId,
    label: request.actorLabel,
    role: null,
    address: request.actorAddress,
    userAgent: request.actorUserAgent,
    requestId: request.actorRequestId,
  }
}
