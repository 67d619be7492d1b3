import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { databaseTime } from '#database/columns'
import type User from '#models/user'

/**
 * Records the time of a sign-in; for staff also in the audit, with address and browser.
 */
export default class RecordSignIn {
  async handle({ user, actor }: { user: User; actor: Actor }): Promise<void> {
    await db.transaction(async (trx) => {
      await trx
        .from('users')
        .where('id', user.id)
        .update({ last_signed_in_at: databaseTime(DateTime.utc()) })
      if (user.isStaff) {
        await new RecordAudit().handle(
          {
            actor,
            action: 'staff.signed_in',
            subject: { type: 'user', id: user.id, label: user.label },
          },
          trx
        )
      }
    })
  }
}
