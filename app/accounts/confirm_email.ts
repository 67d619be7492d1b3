import { DateTime } from 'luxon'
import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'
import QueueCustomerUpdate from '#checkout/queue_customer_update'
import QueueMail from '#mail/queue_mail'
import { spendAccountToken, voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import { savePassword } from '#accounts/passwords/save_password'
import { endSessions } from '#accounts/sessions/end_sessions'
import { readableEmail } from '#shared/email_address'
import { lockAddress } from '#buyers/address_lock'
import { hasWaitingPurchase, claimPurchases } from '#buyers/claim_purchases'
import type AccountToken from '#models/account_token'
import User from '#models/user'

interface ConfirmEmailInput {
  token: AccountToken
  /** Replaces the one of the account and ends its sessions; null leaves them. */
  password: string | null
}

/**
 * - `taken` another account has the address by now
 * - `used` the link was used meanwhile
 * - `needs_password` a purchase waits for the address and no password was given; the link still works
 */
export type ConfirmEmailOutcome =
  { type: 'confirmed'; email: string } | { type: 'taken' | 'used' | 'needs_password' }

/**
 * Confirms the address of an account, or replaces it by the new one that the link was sent to. The
 * old address is notified of a change, and Stripe gets the new one. Where a purchase waits for the address, whoever confirms it sets
 * a password as well: somebody else may have created the account, and would open it with theirs.
 */
export default class ConfirmEmail {
  async handle({ token, password }: ConfirmEmailInput): Promise<ConfirmEmailOutcome> {
    const hashed = password === null ? null : await hash.make(password)
    const outcome = await this.#confirm(token, hashed)
    if (outcome.type === 'confirmed' && hashed !== null) {
      await endSessions(token.userId)
    }
    return outcome
  }

  async #confirm(token: AccountToken, hashed: string | null): Promise<ConfirmEmailOutcome> {
    const email: string = token.payload.email
    try {
      return await db.transaction(async (trx) => {
        await lockAddress(email, trx)
        if (!(await spendAccountToken(token, trx))) {
          return { type: 'used' } as const
        }
        await this.#store(token.user, email, trx)
        if (hashed !== null) {
          await savePassword(token.user, hashed, trx)
        } else if (await hasWaitingPurchase(email, trx)) {
          await trx.rollback()
          return { type: 'needs_password' } as const
        }
        await claimPurchases({ userId: token.userId, email }, trx)
        return { type: 'confirmed', email } as const
      })
    } catch (error) {
      const owner = await User.findBy('email', email)
      if (owner !== null && owner.id !== token.userId) {
        return { type: 'taken' }
      }
      throw error
    }
  }

  async #store(user: User, email: string, trx: TransactionClientContract) {
    const now = databaseTime(DateTime.utc())
    await trx
      .from('users')
      .where('id', user.id)
      .update({ email, email_verified_at: now, updated_at: now, duplicate_of_id: null })
    if (email !== user.email) {
      await voidAccountTokens(user.id, ['reset_password', 'confirm_email'], trx)
      await this.#notifyOldAddress(user, email, now, trx)
      await new QueueCustomerUpdate().handle(user.id, trx)
    }
  }

  async #notifyOldAddress(user: User, email: string, now: string, trx: TransactionClientContract) {
    await new QueueMail().handle(
      {
        kind: 'email_changed',
        recipient: user.email,
        locale: user.locale ?? 'en',
        userId: user.id,
        dedupeKey: `email_changed:${user.id}:${now}`,
        data: { email: readableEmail(email) },
      },
      trx
    )
  }
}
