import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import { randomUUID } from 'node:crypto'
import type { SubscriptionChoice } from '#models/subscription_request'
import FollowChoice from '#purchases/subscriptions/follow_choice'
import type Stripe from 'stripe'
import RecordAudit from '#authority/record_audit'
import SaveOverride from '#access/save_override'
import type { Actor } from '#authority/actor'
import type { RefundReason } from '#purchases/refund_rules'
import RefundRequest from '#models/refund_request'
import type { FoundPayment } from '#purchases/refunds/find_payment'
import { type Patience, PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import { writeOnce } from '#stripe/write_once'

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
  async record(input: RefundInput, { payment, purchase }: FoundPayment): Promise<RefundRequest> {
    const { actor } = input
    const idempotencyKey = `refund-${randomUUID()}`
    return RefundRequest.create({
      request: input.request,
      paymentId: payment.id,
      purchaseId: purchase.id,
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
        metadata: {
          source: 'kiosk',
          purchase: purchase.reference,
          ...(purchase.boughtProductStripeId ? { product: purchase.boughtProductStripeId } : {}),
          request: idempotencyKey,
        },
      },
      idempotencyKey,
      status: 'open',
      actorId: actor.id,
      actorLabel: actor.label,
      actorAddress: actor.address,
      actorUserAgent: actor.userAgent,
      actorRequestId: actor.requestId,
    })
  }

  /**
   * Makes the refund in Stripe, once for any number of calls however far apart, and records the
   * result.
   * @param sent.mayBeSent whether an earlier call may have reached Stripe
   * @throws {PaymentGatewayError}
   */
  async send(
    request: RefundRequest,
    patience: Patience,
    { mayBeSent }: { mayBeSent: boolean }
  ): Promise<void> {
    const { parameters, idempotencyKey } = request
    try {
      const { id } = await writeOnce({
        mayBeSent,
        find: () => this.#find(request, patience),
        send: () => this.gateway.createRefund(parameters, idempotencyKey, patience),
      })
      await this.#finish(request, id)
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.isFinal) {
        await request.merge({ status: 'failed', error: error.message }).save()
      }
      throw error
    }
  }

  /** The open request of a payment whose answer was lost, other than this one. */
  async findOpen(paymentId: number, otherThan: string): Promise<RefundRequest | null> {
    return RefundRequest.query()
      .where({ paymentId, status: 'open' })
      .whereNot('request', otherThan)
      .orderBy('id')
      .first()
  }

  /**
   * The refund of a request, by the metadata that the request gave it. Requests of older versions
   * gave no id of their own: theirs is a refund of the amount that no other request has.
   */
  async #find(request: RefundRequest, patience: Patience): Promise<Stripe.Refund | null> {
    const { payment_intent: paymentIntentId, metadata } = request.parameters
    const refunds = await this.gateway.listRefundsOf(paymentIntentId!, patience)
    const likely = refunds.filter(
      (refund) => refund.amount === request.amount && hasAll(refund.metadata, metadata)
    )
    const taken = await RefundRequest.query()
      .whereIn(
        'refundStripeId',
        likely.map(({ id }) => id)
      )
      .whereNot('id', request.id)
    return (
      likely.find(({ id }) => !taken.some(({ refundStripeId }) => refundStripeId === id)) ?? null
    )
  }

  /** Saves the result, the audit and what was decided with it in one transaction. */
  async #finish(request: RefundRequest, refundStripeId: string) {
    await request.load('purchase')
    const { purchase } = request
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

/** Whether an object at Stripe has everything that it was given. */
function hasAll(
  metadata: Stripe.Metadata | null,
  given: Stripe.RefundCreateParams['metadata']
): boolean {
  return Object.entries(given || {}).every(([key, value]) => metadata?.[key] === value)
}
