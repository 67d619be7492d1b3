import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'

/** Days without a failed sign-in after which the count starts again. */
const QUIET_DAYS = 30

/**
 * Counts a failed sign-in of a staff member; does nothing for all other addresses.
 */
export default class RecordFailedSignIn {
  async handle({ email }: { email: string }): Promise<void> {
    const now = DateTime.utc()
    const at = databaseTime(now)
    const staff = () => db.from('users').where('email', email).whereNotNull('role')
    const continued = await staff()
      .where('last_failed_sign_in_at', '>=', databaseTime(now.minus({ days: QUIET_DAYS })))
      .update({ failed_sign_ins: db.raw('failed_sign_ins + 1'), last_failed_sign_in_at: at })
    if (Number(continued) === 0) {
      await staff().update({
        failed_sign_ins: 1,
        failed_sign_ins_since: at,
        last_failed_sign_in_at: at,
      })
    }
  }
}
