import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import type User from '#models/user'
import { PaymentGateway, type Patience } from '#stripe/payment_gateway'

/**
 * One Stripe customer per buyer, so that all their payments appear together in Stripe.
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
    const customer = await this.gateway.createCustomer(
      { email: user.email, name: user.fullName },
      idempotencyKey(user, goneId),
      patience
    )
    return this.#save(user, customer.id, goneId)
  }

  /**
   * The first of several concurrent callers wins; with the same key Stripe created only one
   * customer.
   */
  async #save(user: User, customerId: string, goneId: string | null): Promise<string> {
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
    const row = await db
      .from('users')
      .select('stripe_customer_id')
      .where('id', user.id)
      .firstOrFail()
    user.stripeCustomerId = row.stripe_customer_id
    return row.stripe_customer_id
  }
}

/**
 * The same for the same request and different for every other: row ids start again with a new
 * database, and a buyer may have changed name or e-mail since.
 */
function idempotencyKey(user: User, goneId: string | null): string {
  const request = [user.id, user.createdAt.toMillis(), user.email, user.fullName, goneId]
  return `customer-${createHash('sha256').update(JSON.stringify(request)).digest('base64url')}`
}
