import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type Stripe from 'stripe'
import QueueCustomerUpdate from '#checkout/queue_customer_update'
import { databaseTime } from '#database/columns'
import { isUniqueViolation } from '#database/conflicts'
import CustomerRequest from '#models/customer_request'
import type User from '#models/user'
import { PaymentGateway, PaymentGatewayError, type Patience } from '#stripe/payment_gateway'
import { writeOnce } from '#stripe/write_once'

/**
 * One Stripe customer per buyer, so that all their payments appear together in Stripe. The request is
 * a row that is committed before Stripe is called, so a lost answer and a killed process make one
 * customer, however much later the buyer comes back.
 */
@inject()
export default class EnsureCustomer {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @param goneId a customer that was deleted in Stripe and is replaced
   * @returns the customer's id in Stripe
   * @throws {PaymentGatewayError}
   */
  async handle(user: User, patience: Patience, goneId: string | null = null): Promise<string> {
    /** A row that was just created has undefined for its empty columns. */
    if (user.stripeCustomerId && user.stripeCustomerId !== goneId) {
      return user.stripeCustomerId
    }
    user.stripeCustomerId = await this.#make(user, patience, goneId)
    return user.stripeCustomerId
  }

  async #make(user: User, patience: Patience, goneId: string | null): Promise<string> {
    const { request, isNew } = await recordRequest(user, goneId)
    const current = await customerIdOf(user.id)
    if (current !== null && current !== goneId) {
      await request?.delete()
      return current
    }
    if (request === null) {
      return this.#make(user, patience, goneId)
    }
    const customerId = await this.#create(request, isNew, patience)
    return db.transaction((trx) => save(request, customerId, trx))
  }

  async #create(request: CustomerRequest, isNew: boolean, patience: Patience): Promise<string> {
    const { parameters, idempotencyKey } = request
    try {
      const { id } = await writeOnce({
        mayBeSent: !isNew,
        find: () => this.#find(request, patience),
        send: () => this.gateway.createCustomer(parameters, idempotencyKey, patience),
      })
      return id
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.isFinal) {
        await request.delete()
      }
      throw error
    }
  }

  async #find(
    { parameters: { email, metadata } }: CustomerRequest,
    patience: Patience
  ): Promise<Stripe.Customer | null> {
    const customers = await this.gateway.listCustomersOf(email, patience)
    return customers.find((customer) => customer.metadata.request === metadata.request) ?? null
  }
}

/**
 * Of several concurrent callers one records the request; the others repeat it. None is left where the
 * first has finished meanwhile.
 */
async function recordRequest(
  user: User,
  goneId: string | null
): Promise<{ request: CustomerRequest | null; isNew: boolean }> {
  const of = { userId: user.id, replacedId: goneId ?? '' }
  const earlier = await CustomerRequest.findBy(of)
  if (earlier) {
    return { request: earlier, isNew: false }
  }
  const idempotencyKey = `customer-${randomUUID()}`
  try {
    const request = await CustomerRequest.create({
      ...of,
      idempotencyKey,
      parameters: {
        email: user.email,
        name: user.fullName ?? undefined,
        metadata: { request: idempotencyKey },
      },
    })
    return { request, isNew: true }
  } catch (error) {
    if (!isUniqueViolation(error)) {
      throw error
    }
    return { request: await CustomerRequest.findBy(of), isNew: false }
  }
}

/**
 * Saves the customer of a user who has none, or whose customer is replaced, and removes the request.
 * What the user changed since the request is sent to Stripe later.
 * @returns the customer that the user has now
 */
async function save(
  { id, userId, replacedId, parameters }: CustomerRequest,
  customerId: string,
  trx: TransactionClientContract
): Promise<string> {
  await trx
    .from('users')
    .where('id', userId)
    .where((replaceable) => {
      replaceable.whereNull('stripe_customer_id').orWhere('stripe_customer_id', replacedId)
    })
    .update({ stripe_customer_id: customerId, updated_at: databaseTime(DateTime.utc()) })
  await trx.from('customer_requests').where('id', id).delete()
  const row = await trx
    .from('users')
    .select('stripe_customer_id', 'email', 'full_name')
    .where('id', userId)
    .firstOrFail()
  if (row.email !== parameters.email || (row.full_name ?? undefined) !== parameters.name) {
    await new QueueCustomerUpdate().handle(userId, trx)
  }
  return row.stripe_customer_id
}

async function customerIdOf(userId: number): Promise<string | null> {
  const row = await db.from('users').select('stripe_customer_id').where('id', userId).firstOrFail()
  return row.stripe_customer_id
}
