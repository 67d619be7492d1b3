import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { claimRow, postponeRow } from '#background/due_rows'
import { databaseTime } from '#database/columns'
import CustomerUpdate from '#models/customer_update'
import User from '#models/user'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'

/** Longer than the calls for a user with a few customers take. */
const LEASE_SECONDS = 120

/**
 * - `updated` Stripe has the name and address that the account has
 * - `postponed` Stripe did not answer, or the account was changed again meanwhile
 * - `refused` Stripe refuses them: the owner finds it under "needs attention"
 */
export type UpdateCustomerOutcome = { type: 'updated' | 'postponed' | 'refused' | 'not_due' }

/**
 * Sends the name and the e-mail address of an account to its customers at Stripe: its current one, and
 * those of running subscriptions. A customer that was deleted there is left out; the next checkout
 * makes a new one.
 */
@inject()
export default class UpdateCustomer {
  constructor(private gateway: PaymentGateway) {}

  async handle(id: number): Promise<UpdateCustomerOutcome> {
    if (!(await claimRow('customer_updates', id, LEASE_SECONDS))) {
      return { type: 'not_due' }
    }
    const update = await CustomerUpdate.findOrFail(id)
    try {
      await this.#send(update)
      return { type: (await isFinished(update)) ? 'updated' : 'postponed' }
    } catch (error) {
      const isRefused = error instanceof PaymentGatewayError && error.reason === 'refused'
      logger.warn({ err: error, user: update.userId }, 'A customer at Stripe was not updated')
      await postponeRow(
        'customer_updates',
        id,
        update.attempts,
        error,
        isRefused ? { next_attempt_at: null, is_refused: true } : {}
      )
      return { type: isRefused ? 'refused' : 'postponed' }
    }
  }

  async #send({ userId, version, attempts }: CustomerUpdate) {
    const user = await User.findOrFail(userId)
    const parameters = { email: user.email, name: user.fullName ?? '' }
    for (const customerId of await customersOf(user)) {
      const key = `customer-update-${customerId}-${version}-${attempts}-${user.updatedAt.toMillis()}`
      await this.gateway.updateCustomer(customerId, parameters, key, 'background')
    }
  }
}

/** Not finished where the account was changed again meanwhile: then it stays due. */
async function isFinished({ id, version }: CustomerUpdate): Promise<boolean> {
  const now = databaseTime(DateTime.utc())
  const row = () => db.from('customer_updates').where('id', id)
  await row().update({ claimed_until: null, updated_at: now })
  const finished = await row()
    .where('version', version)
    .update({ next_attempt_at: null, is_refused: false, error: null, updated_at: now })
  return Number(finished) === 1
}

async function customersOf(user: User): Promise<Set<string>> {
  const rows: { stripe_customer_id: string }[] = await db
    .from('purchases')
    .where('user_id', user.id)
    .where('is_recurring', true)
    .whereNull('ended_at')
    .whereNotNull('stripe_customer_id')
    .distinct('stripe_customer_id')
  const further = await db
    .from('currency_customers')
    .select('stripe_customer_id')
    .where('user_id', user.id)
  const ids = [
    user.stripeCustomerId,
    ...[...rows, ...further].map((row) => row.stripe_customer_id as string),
  ]
  return new Set(ids.filter((id) => id !== null))
}
