import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type Stripe from 'stripe'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import type Purchase from '#models/purchase'
import SubscriptionRequest, { type SubscriptionAct } from '#models/subscription_request'
import { type Patience, PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import { parametersOf, stateOf } from '#purchases/subscriptions/subscription_rules'

export interface SubscriptionRequestInput {
  /** The form's id, so that the same form sent twice makes one change. */
  request: string
  purchase: Pick<Purchase, 'id' | 'subscriptionId'>
  act: SubscriptionAct
  /** A note for staff; may be empty. */
  note: string
  actor: Actor
}

const AUDIT: Record<SubscriptionAct, string> = {
  cancel_now: 'purchase.subscription_cancelled',
  cancel_at_period_end: 'purchase.cancellation_planned',
  undo_cancellation: 'purchase.cancellation_undone',
  pause: 'purchase.collection_paused',
  resume: 'purchase.collection_resumed',
}

/**
 * The changes of subscriptions that staff request: a row per request, and its call to Stripe.
 */
@inject()
export default class SubscriptionRequests {
  constructor(private gateway: PaymentGateway) {}

  /**
   * Records a request before Stripe is called.
   * @param trx the transaction of the decision that it follows from, such as a refund
   */
  async record(
    { request, purchase, act, note, actor }: SubscriptionRequestInput,
    trx?: TransactionClientContract
  ): Promise<SubscriptionRequest> {
    return SubscriptionRequest.create(
      {
        request,
        purchaseId: purchase.id,
        subscriptionId: purchase.subscriptionId!,
        act,
        note: note.trim() || null,
        before: null,
        parameters: null,
        idempotencyKey: newKey(),
        status: 'open',
        actorId: actor.id,
        actorLabel: actor.label,
        actorAddress: actor.address,
        actorUserAgent: actor.userAgent,
        actorRequestId: actor.requestId,
      },
      { client: trx }
    )
  }

  /** Records exactly what Stripe will be sent, and the state that it is sent to. */
  async prepare(request: SubscriptionRequest, subscription: Stripe.Subscription): Promise<void> {
    const { act, idempotencyKey } = request
    await request
      .merge({
        before: stateOf(subscription),
        parameters: parametersOf(act, subscription, idempotencyKey),
      })
      .save()
  }

  /**
   * Makes the change in Stripe, and records the result. A failure in Stripe is saved under its key, and
   * does not say whether the change was made: what is sent next has another key, after a look-up.
   * @throws {PaymentGatewayError}
   */
  async send(request: SubscriptionRequest, patience: Patience): Promise<void> {
    const { subscriptionId, parameters, idempotencyKey } = request
    try {
      await (parameters === null
        ? this.gateway.cancelSubscription(subscriptionId, idempotencyKey, patience)
        : this.gateway.updateSubscription(subscriptionId, parameters, idempotencyKey, patience))
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.isFinal) {
        await (error.reason === 'unreachable'
          ? request.merge({ idempotencyKey: newKey() }).save()
          : this.close(request, 'failed', error.message))
      }
      throw error
    }
    await this.finish(request)
  }

  /** Saves that it took effect, and the audit, in one transaction. */
  async finish(request: SubscriptionRequest): Promise<void> {
    await request.load('purchase')
    const { purchase, act, note, subscriptionId } = request
    await db.transaction(async (trx) => {
      await request.merge({ status: 'done' }).useTransaction(trx).save()
      await new RecordAudit().handle(
        {
          actor: actorOf(request),
          action: AUDIT[act],
          subject: { type: 'purchase', id: purchase.id, label: purchase.reference },
          changes: {
            subscription: { before: null, after: subscriptionId },
            note: { before: null, after: note },
          },
        },
        trx
      )
    })
  }

  async close(
    request: SubscriptionRequest,
    status: 'done' | 'failed' | 'superseded',
    error: string | null = null
  ): Promise<void> {
    await request.merge({ status, error }).save()
  }
}

function newKey(): string {
  return `subscription-${randomUUID()}`
}

function actorOf(request: SubscriptionRequest): Actor {
  return {
    id: request.actorId,
    label: request.actorLabel,
    role: null,
    address: request.actorAddress,
    userAgent: request.actorUserAgent,
    requestId: request.actorRequestId,
  }
}
