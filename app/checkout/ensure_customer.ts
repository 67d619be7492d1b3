import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import CurrencyCustomer from '#models/currency_customer'
import type User from '#models/user'
import { PaymentGateway, type Patience } from '#stripe/payment_gateway'

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
 * one for each currency in which they subscribe beside another.
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
    const further = await CurrencyCustomer.findBy({ userId: user.id, currency })
    const isFurther = further !== null || isForCurrency
    const id = isFurther ? further?.stripeCustomerId : user.stripeCustomerId
    /** A row that was just created has undefined for its empty columns. */
    if (id && id !== goneId) {
      return id
    }
    const customer = await this.gateway.createCustomer(
      { email: user.email, name: user.fullName },
      idempotencyKey(user, goneId, isFurther ? currency : null),
      patience
    )
    return isFurther
      ? saveForCurrency(user, currency, customer.id)
      : saveFirst(user, customer.id, goneId)
  }
}

/**
 * The first of several concurrent callers wins; with the same key Stripe created only one customer.
 */
async function saveFirst(user: User, customerId: string, goneId: string | null): Promise<string> {
  await db
    .from('users')
    .where('id', user.id)
    .where((replaceable) => {
      replaceable.whereNull('stripe_customer_id')
      if (goneId !== null) {
        replaceable.orWhere('stripe_customer_id', goneId)
      }
    })
    .update({ stripe_customer_id: customerId, updated_at: databaseTime(DateTime.utc()) })
  const row = await db.from('users').select('stripe_customer_id').where('id', user.id).firstOrFail()
  user.stripeCustomerId = row.stripe_customer_id
  return row.stripe_customer_id
}

async function saveForCurrency(user: User, currency: string, customerId: string): Promise<string> {
  const now = databaseTime(DateTime.utc())
  await db
    .insertQuery()
    .table('currency_customers')
    .insert({
      user_id: user.id,
      currency,
      stripe_customer_id: customerId,
      created_at: now,
      updated_at: now,
    })
    .knexQuery.onConflict(['user_id', 'currency'])
    .merge({ stripe_customer_id: customerId, updated_at: now })
  return customerId
}

/**
 * The same for the same request and different for every other: row ids start again with a new
 * database, and a buyer may have changed name or e-mail since.
 */
function idempotencyKey(user: User, goneId: string | null, currency: string | null): string {
  const request = [user.id, user.createdAt.toMillis(), user.email, user.fullName, goneId]
  const all = currency === null ? request : [...request, currency]
  return `customer-${createHash('sha256').update(JSON.stringify(all)).digest('base64url')}`
}
