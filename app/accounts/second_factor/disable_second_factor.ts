import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { recordSecondFactorChange } from '#accounts/second_factor/record_second_factor_change'
import type { Actor } from '#authority/actor'
import { databaseTime } from '#database/columns'
import type User from '#models/user'

/**
 * Disables the second factor of a user, at their own request or by another staff member for a user
 * who lost their device and recovery codes.
 */
export default class DisableSecondFactor {
  /** @returns false where there was none */
  async handle({ user, actor }: { user: User; actor: Actor }): Promise<boolean> {
    return db.transaction(async (trx) => {
      const disabled = await trx
        .from('users')
        .where('id', user.id)
        .whereNotNull('second_factor_since')
        .update({
          second_factor_secret: null,
          second_factor_since: null,
          second_factor_step: null,
          updated_at: databaseTime(DateTime.utc()),
        })
      if (Number(disabled) !== 1) {
        return false
      }
      await trx.from('recovery_codes').where('user_id', user.id).delete()
      await recordSecondFactorChange({ user, actor, action: 'user.second_factor_off' }, trx)
      return true
    })
  }
}
