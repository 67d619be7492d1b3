import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'
import { roleMay } from '#authority/permissions'
import type User from '#models/user'

/** Whether a user may invite to the staff now. Owners may, to every role. */
export function mayInvite(user: User | null): boolean {
  return user !== null && user.isStaff && roleMay(user.role, 'staff.manage')
}

/**
 * Invalidates the open invitations that a user has sent. Call it where they lose the right to invite:
 * an invitation must not give somebody a role that its sender could no longer give.
 */
export async function voidInvitationsOf(
  inviterId: number,
  trx: TransactionClientContract
): Promise<void> {
  await trx
    .from('account_tokens')
    .where('inviter_id', inviterId)
    .where('purpose', 'staff_invitation')
    .whereNull('used_at')
    .update({ used_at: databaseTime(DateTime.utc()) })
}
