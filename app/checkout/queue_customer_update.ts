import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'

/**
 * Records that Stripe has to get the name and the e-mail address of an account, in the transaction of
 * the change. An account without a customer at Stripe is left out: its customer is made with what the
 * account has then.
 */
export default class QueueCustomerUpdate {
  async handle(userId: number, trx: TransactionClientContract): Promise<void> {
    const user = await trx.from('users').select('stripe_customer_id').where('id', userId).first()
    if (!user?.stripe_customer_id) {
      return
    }
    const now = databaseTime(DateTime.utc())
    const due = {
      attempts: 0,
      next_attempt_at: now,
      is_refused: false,
      error: null,
      updated_at: now,
    }
    await trx
      .insertQuery()
      .table('customer_updates')
      .insert({ user_id: userId, version: 0, created_at: now, ...due })
      .knexQuery.onConflict('user_id')
      .ignore()
    await trx.from('customer_updates').where('user_id', userId).increment('version', 1).update(due)
  }
}
