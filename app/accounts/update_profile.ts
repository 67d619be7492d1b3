import db from '@adonisjs/lucid/services/db'
import QueueCustomerUpdate from '#checkout/queue_customer_update'
import type User from '#models/user'

/**
 * Changes the full name of a user; null removes it. Stripe gets it as well.
 */
export default class UpdateProfile {
  async handle({ user, fullName }: { user: User; fullName: string | null }): Promise<void> {
    if (fullName === user.fullName) {
      return
    }
    await db.transaction(async (trx) => {
      await user.merge({ fullName }).useTransaction(trx).save()
      await new QueueCustomerUpdate().handle(user.id, trx)
    })
  }
}
