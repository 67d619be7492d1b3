import db from '@adonisjs/lucid/services/db'
import RecordAudit from '#authority/record_audit'
import { voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import type AccountToken from '#models/account_token'

/**
 * Withdraws an invitation: its link stops working.
 */
export default class WithdrawInvitation {
  /** @returns false where the actor may not manage staff */
  async handle({ token, actor }: { token: AccountToken; actor: Actor }): Promise<boolean> {
    if (!roleMay(actor.role, 'staff.manage')) {
      return false
    }
    await db.transaction(async (trx) => {
      await voidAccountTokens(token.userId, ['staff_invitation'], trx)
      await new RecordAudit().handle(
        {
          actor,
          action: 'user.invitation_withdrawn',
          subject: { type: 'user', id: token.userId, label: token.user.label },
        },
        trx
      )
    })
    return true
  }
}
