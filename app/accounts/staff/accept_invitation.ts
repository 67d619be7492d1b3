import { DateTime } from 'luxon'
import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { endSessions } from '#accounts/sessions/end_sessions'
import QueueCustomerUpdate from '#checkout/queue_customer_update'
import RecordAudit from '#authority/record_audit'
import { spendAccountToken, voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import type { Actor } from '#authority/actor'
import { databaseTime } from '#database/columns'
import { withSearchText } from '#database/search_text'
import { mayInvite } from '#accounts/staff/invitation_right'
import { lockAddress } from '#buyers/address_lock'
import { claimPurchases } from '#buyers/claim_purchases'
import type AccountToken from '#models/account_token'
import User from '#models/user'

interface AcceptInvitationInput {
  token: AccountToken
  /** Of an account without a password; null for others, which have just entered theirs. */
  password: string | null
  fullName: string | null
  actor: Actor
}

/**
 * Makes the invited user a staff member, if its sender may still invite. The mailed link also
 * confirms the address. All earlier sessions end, because the role allows more.
 */
export default class AcceptInvitation {
  /** @returns false where the invitation was used, withdrawn or invalidated meanwhile */
  async handle(input: AcceptInvitationInput): Promise<boolean> {
    const { token, password } = input
    const hashed = password === null ? null : await hash.make(password)
    const isAccepted = await db.transaction((trx) => this.#accept(input, hashed, trx))
    if (isAccepted) {
      await endSessions(token.userId)
    }
    return isAccepted
  }

  async #accept(
    { token, fullName, actor }: AcceptInvitationInput,
    hashed: string | null,
    trx: TransactionClientContract
  ): Promise<boolean> {
    await lockAddress(token.user.email, trx)
    /**
     * Locked next, as where its sender loses the right or its reader is disabled: one of both then
     * sees the other. All lock in the order of ids, so that none waits for the other.
     */
    const people = await User.query({ client: trx })
      .whereIn('id', [token.inviterId ?? 0, token.userId])
      .orderBy('id')
      .forUpdate()
    const inviter = people.find(({ id }) => id === token.inviterId) ?? null
    if (!mayInvite(inviter) || !(await spendAccountToken(token, trx))) {
      return false
    }
    const { role } = token.payload
    const now = databaseTime(DateTime.utc())
    const joined = await trx
      .from('users')
      .where('id', token.userId)
      .whereNull('role')
      .whereNull('disabled_at')
      .update({
        role,
        sessions_valid_from: now,
        updated_at: now,
        email_verified_at: token.user.emailVerifiedAt
          ? databaseTime(token.user.emailVerifiedAt)
          : now,
        ...(fullName === null ? {} : withSearchText('users', { full_name: fullName })),
        ...(hashed === null ? {} : { password: hashed }),
      })
    if (Number(joined) !== 1) {
      return false
    }
    if (fullName !== null) {
      await new QueueCustomerUpdate().handle(token.userId, trx)
    }
    await claimPurchases({ userId: token.userId, email: token.user.email }, trx)
    await voidAccountTokens(token.userId, ['reset_password', 'change_email'], trx)
    await new RecordAudit().handle(
      {
        actor,
        action: 'user.joined_staff',
        subject: { type: 'user', id: token.userId, label: token.user.label },
        changes: { role: { before: null, after: role } },
      },
      trx
    )
    return true
  }
}
