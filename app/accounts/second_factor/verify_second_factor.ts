import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { hashCode } from '#accounts/second_factor/recovery_codes'
import { decryptSecret } from '#accounts/second_factor/secret'
import { TOTP_CODE, totpStep } from '#accounts/second_factor/totp'
import { databaseTime } from '#database/columns'
import type User from '#models/user'

/**
 * Checks a code of the user's authenticator app, or one of their recovery codes, and uses it up.
 * Each code works once, even for concurrent requests.
 */
export default class VerifySecondFactor {
  async handle({ user, code }: { user: User; code: string }): Promise<boolean> {
    const typed = code.replace(/\s/g, '')
    return TOTP_CODE.test(typed) ? this.#spendStep(user, typed) : this.#spendRecovery(user, typed)
  }

  async #spendStep(user: User, code: string): Promise<boolean> {
    const secret = decryptSecret(user.id, user.secondFactorSecret)
    const step = secret === null ? null : totpStep(secret, code)
    if (step === null) {
      return false
    }
    const spent = await db
      .from('users')
      .where('id', user.id)
      .where('second_factor_secret', user.secondFactorSecret!)
      .where('second_factor_step', '<', step)
      .update({ second_factor_step: step })
    return Number(spent) === 1
  }

  async #spendRecovery(user: User, code: string): Promise<boolean> {
    const spent = await db
      .from('recovery_codes')
      .where({ user_id: user.id, code_hash: hashCode(code) })
      .whereNull('used_at')
      .update({ used_at: databaseTime(DateTime.utc()) })
    return Number(spent) === 1
  }
}
