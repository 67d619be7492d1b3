import db from '@adonisjs/lucid/services/db'
import { replaceRecoveryCodes } from '#accounts/second_factor/recovery_codes'
import { recordSecondFactorChange } from '#accounts/second_factor/record_second_factor_change'
import type { Actor } from '#authority/actor'
import type User from '#models/user'

/**
 * Replaces a user's recovery codes by new ones. The old ones become invalid.
 * @returns the new codes, which are not stored in clear
 */
export default class RenewRecoveryCodes {
  async handle({ user, actor }: { user: User; actor: Actor }): Promise<string[]> {
    return db.transaction(async (trx) => {
      const codes = await replaceRecoveryCodes(user.id, trx)
      await recordSecondFactorChange({ user, actor, action: 'user.recovery_codes_renewed' }, trx)
      return codes
    })
  }
}
