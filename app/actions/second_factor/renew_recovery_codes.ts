import db from '@adonisjs/lucid/services/db'
import { replaceRecoveryCodes } from '#actions/second_factor/recovery_codes'
import { tellOfSecondFactor } from '#actions/second_factor/tell_of_second_factor'
import type { Actor } from '#admin/actor'
import type User from '#models/user'

/**
 * Makes every recovery code worthless that somebody has, and gives them new ones.
 */
export default class RenewRecoveryCodes {
  async handle({ user, actor }: { user: User; actor: Actor }): Promise<string[]> {
    return db.transaction(async (trx) => {
      const codes = await replaceRecoveryCodes(user.id, trx)
      await tellOfSecondFactor({ user, actor, action: 'user.recovery_codes_renewed' }, trx)
      return codes
    })
  }
}
