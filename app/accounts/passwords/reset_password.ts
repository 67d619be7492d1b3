import { DateTime } from 'luxon'
import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import { endSessions } from '#accounts/sessions/end_sessions'
import { spendAccountToken } from '#accounts/account_tokens/spend_account_token'
import { savePassword } from '#accounts/passwords/save_password'
import { lockAddress } from '#buyers/address_lock'
import { claimPurchases } from '#buyers/claim_purchases'
import type AccountToken from '#models/account_token'

/**
 * Sets a new password with a mailed link, which also confirms the address. Every session ends.
 */
export default class ResetPassword {
  /** @returns false where the link was used meanwhile */
  async handle({ token, password }: { token: AccountToken; password: string }): Promise<boolean> {
    const hashed = await hash.make(password)
    const isReset = await db.transaction(async (trx) => {
      await lockAddress(token.user.email, trx)
      if (!(await spendAccountToken(token, trx))) {
        return false
      }
      await savePassword(token.user, hashed, trx)
      await trx
        .from('users')
        .where('id', token.userId)
        .whereNull('email_verified_at')
        .update({ email_verified_at: databaseTime(DateTime.utc()) })
      await claimPurchases({ userId: token.userId, email: token.user.email }, trx)
      return true
    })
    if (isReset) {
      await endSessions(token.userId)
    }
    return isReset
  }
}
