import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import MailAccountLink from '#accounts/account_tokens/mail_account_link'
import RecordAudit from '#authority/record_audit'
import { voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { databaseTime } from '#database/columns'
import User, { type StaffRole } from '#models/user'

/** `disabled`: the account of this address is disabled. */
export type InviteStaffOutcome = { type: 'invited' | 'is_staff' | 'disabled' | 'forbidden' }

/**
 * Invites a user to the staff by a mailed link. A second invitation invalidates the first. An
 * address without an account gets one without a password, which cannot sign in; the password is set
 * with the link.
 */
export default class InviteStaff {
  async handle(input: {
    email: string
    role: StaffRole
    locale: string
    actor: Actor
  }): Promise<InviteStaffOutcome> {
    if (!roleMay(input.actor.role, 'staff.manage')) {
      return { type: 'forbidden' }
    }
    return db.transaction(async (trx) => {
      const user = await this.#findOrCreate(input.email, trx)
      if (user.role !== null) {
        return { type: 'is_staff' }
      }
      if (user.disabledAt !== null) {
        return { type: 'disabled' }
      }
      await this.#invite(user, input, trx)
      return { type: 'invited' }
    })
  }

  async #findOrCreate(email: string, trx: TransactionClientContract): Promise<User> {
    const now = databaseTime(DateTime.utc())
    await trx
      .insertQuery()
      .table('users')
      .insert({ email, created_at: now, updated_at: now })
      .knexQuery.onConflict('email')
      .ignore()
    return User.query({ client: trx }).where('email', email).firstOrFail()
  }

  async #invite(
    user: User,
    { role, locale, actor }: { role: StaffRole; locale: string; actor: Actor },
    trx: TransactionClientContract
  ) {
    await voidAccountTokens(user.id, ['staff_invitation'], trx)
    await new MailAccountLink().handle(
      {
        user,
        purpose: 'staff_invitation',
        email: user.email,
        locale: user.locale ?? locale,
        details: { role, inviter: actor.label },
        inviterId: actor.id,
      },
      trx
    )
    await new RecordAudit().handle(
      {
        actor,
        action: 'user.invited',
        subject: { type: 'user', id: user.id, label: user.label },
        changes: { role: { before: null, after: role } },
      },
      trx
    )
  }
}
