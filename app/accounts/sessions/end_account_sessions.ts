import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { endSessions } from '#accounts/sessions/end_sessions'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { databaseTime } from '#database/columns'
import type User from '#models/user'

/**
 * Ends every session of an account for staff, and audits it.
 */
export default class EndAccountSessions {
  async handle({ user, actor }: { user: User; actor: Actor }): Promise<void> {
    await db.transaction(async (trx) => {
      await trx
        .from('users')
        .where('id', user.id)
        .update({ sessions_valid_from: databaseTime(DateTime.utc()) })
      await new RecordAudit().handle(
        {
          actor,
          action: 'user.sessions_ended',
          subject: { type: 'user', id: user.id, label: user.label },
        },
        trx
      )
    })
    await endSessions(user.id)
  }
}
