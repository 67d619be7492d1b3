import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type Stripe from 'stripe'
import QueueCustomerUpdate from '#checkout/queue_customer_update'
import { databaseTime } from '#database/columns'
import { isUniqueViolation } from '#database/conflicts'
import CustomerRequest from '#models/customer_request'
import type User from '#models/user'
import { PaymentGateway, PaymentGatewayError, type Patience } from '#stripe/payment_gateway'
import { writeOnce } from '#stripe/write_once'

/** In place of a currency: the customer that every user has. */
const FIRST = ''

/** Of concurrent callers with the same key one makes the customer. */
type RequestKey = Pick<CustomerRequest, 'userId' | 'currency' | 'replacedId'>

export interface EnsureCustomerInput {
  user: User
  /** What the customer is to pay in, in lower case. */
  currency: string
  /** A customer that was deleted in Stripe and is replaced. */
  goneId: string | null
  /** Whether the currency needs a customer of its own, because Stripe refused the first. */
  isForCurrency: boolean
}

/**
 * One Stripe customer per buyer, so that all their payments appear together in Stripe; and a further
 * one for each currency in which they subscribe beside another. The request is a row that is committed
 * before Stripe is called, so a lost answer and a killed process make one customer, however much later
 * the buyer comes back.
 */
@inject()
export default class EnsureCustomer {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @returns the customer's id in Stripe
   * @throws {PaymentGatewayError}
   */
  async handle(input: EnsureCustomerInput, patience: Patience): Promise<string> {
    const { user, currency, goneId, isForCurrency } = input
    const further = await customerIdOf(user.id, currency)
    const isFurther = further !== null || isForCurrency
    const id = isFurther ? further : user.stripeCustomerId
    /** A row that was just created has undefined for its empty columns. */
    if (id && id !== goneId) {
      return id
    }
    const made = await this.#make(
      { userId: user.id, currency: isFurther ? currency : FIRST, replacedId: goneId ?? '' },
      user,
      patience
    )
    if (!isFurther) {
      user.stripeCustomerId = made
    }
    return made
  }

  async #make(of: RequestKey, user: User, patience: Patience): Promise<string> {
    const { request, isNew } = await recordRequest(of, user)
    const current = await customerIdOf(of.userId, of.currency)
    if (current !== null && current !== of.replacedId) {
      await request?.delete()
      return current
    }
    if (request === null) {
      return this.#make(of, user, patience)
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
  of: RequestKey,
  user: User
): Promise<{ request: CustomerRequest | null; isNew: boolean }> {
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
  request: CustomerRequest,
  customerId: string,
  trx: TransactionClientContract
): Promise<string> {
  const { id, userId, currency, parameters } = request
  await (currency === FIRST
    ? saveFirst(request, customerId, trx)
    : saveForCurrency(request, customerId, trx))
  await trx.from('customer_requests').where('id', id).delete()
  const row = await trx.from('users').select('email', 'full_name').where('id', userId).firstOrFail()
  if (row.email !== parameters.email || (row.full_name ?? undefined) !== parameters.name) {
    await new QueueCustomerUpdate().handle(userId, trx)
  }
  return (await customerIdOf(userId, currency, trx)) ?? customerId
}

function saveFirst(
  { userId, replacedId }: CustomerRequest,
  customerId: string,
  trx: TransactionClientContract
) {
  return trx
    .from('users')
    .where('id', userId)
    .where((replaceable) => {
      replaceable.whereNull('stripe_customer_id').orWhere('stripe_customer_id', replacedId)
    })
    .update({ stripe_customer_id: customerId, updated_at: databaseTime(DateTime.utc()) })
}

async function saveForCurrency(
  { userId, currency, replacedId }: CustomerRequest,
  customerId: string,
  trx: TransactionClientContract
) {
  const now = databaseTime(DateTime.utc())
  const times = { created_at: now, updated_at: now }
  await trx
    .insertQuery()
    .table('currency_customers')
    .insert({ user_id: userId, currency, stripe_customer_id: customerId, ...times })
    .knexQuery.onConflict(['user_id', 'currency'])
    .ignore()
  await trx
    .from('currency_customers')
    .where({ user_id: userId, currency, stripe_customer_id: replacedId })
    .update({ stripe_customer_id: customerId, updated_at: now })
}

/** The customer that a user has for a currency, or the first; null where there is none. */
async function customerIdOf(
  userId: number,
  currency: string,
  client: QueryClientContract = db.connection()
): Promise<string | null> {
  const row =
    currency === FIRST
      ? await client.from('users').select('stripe_customer_id').where('id', userId).firstOrFail()
      : await client.from('currency_customers').where({ user_id: userId, currency }).first()
  return row?.stripe_customer_id ?? null
}
