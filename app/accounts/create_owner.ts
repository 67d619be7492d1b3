import { DateTime } from 'luxon'
import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import QueueCustomerUpdate from '#checkout/queue_customer_update'
import RecordAudit from '#authority/record_audit'
import { endSessions } from '#accounts/sessions/end_sessions'
import { voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import { lockAddress } from '#buyers/address_lock'
import { claimPurchases } from '#buyers/claim_purchases'
import { COMMAND_LINE } from '#authority/actor'
import User from '#models/user'

/**
 * Makes a user an owner of the store, for the command line. An existing account gets the new
 * password and loses every session and open link: anybody may have created an account with that
 * address.
 * @returns the user, and whether an account existed `before`
 */
export default class CreateOwner {
  async handle(input: { email: string; fullName: string | null; password: string }) {
    const hashed = await hash.make(input.password)
    const { user, before } = await db.transaction(async (trx) => {
      await lockAddress(input.email, trx)
      const found = await User.query({ client: trx }).where('email', input.email).first()
      const roleBefore = found?.role ?? null
      const owner = found ?? new User().useTransaction(trx).merge({ email: input.email })
      await owner
        .merge({
          fullName: input.fullName ?? owner.fullName ?? null,
          role: 'owner',
          disabledAt: null,
          emailVerifiedAt: owner.emailVerifiedAt ?? DateTime.utc(),
        })
        .save()
      const now = databaseTime(DateTime.utc())
      await trx
        .from('users')
        .where('id', owner.id)
        .update({ password: hashed, sessions_valid_from: now })
      await new QueueCustomerUpdate().handle(owner.id, trx)
      await claimPurchases({ userId: owner.id, email: input.email }, trx)
      await voidAccountTokens(owner.id, ['reset_password', 'change_email'], trx)
      await new RecordAudit().handle(
        {
          actor: COMMAND_LINE,
          action: found ? 'user.made_owner' : 'user.created',
          subject: { type: 'user', id: owner.id, label: owner.label },
          changes: { role: { before: roleBefore, after: 'owner' } },
        },
        trx
      )
      return { user: owner, before: found ? ('account' as const) : ('nothing' as const) }
    })
    await endSessions(user.id)
    return { user, before }
  }
}
