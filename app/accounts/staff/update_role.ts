import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { endSessions } from '#accounts/sessions/end_sessions'
import { voidInvitationsOf } from '#accounts/staff/invitation_right'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { databaseTime } from '#database/columns'
import User, { type StaffRole } from '#models/user'

/** `oneself`: nobody changes their own role. */
export type UpdateRoleOutcome = {
  type: 'changed' | 'unchanged' | 'not_found' | 'oneself' | 'forbidden'
}

interface UpdateRoleInput {
  userId: number
  /** Null removes the user from the staff. */
  role: StaffRole | null
  actor: Actor
}

/**
 * Changes the role of a staff member, or removes it; a removed member's sessions end, and so do the
 * invitations of somebody who may no longer manage staff. Nobody changes their own role, and of two
 * owners who demote each other the second is too late, so the store always has an owner.
 */
export default class UpdateRole {
  async handle(input: UpdateRoleInput): Promise<UpdateRoleOutcome> {
    const { userId, role, actor } = input
    if (!roleMay(actor.role, 'staff.manage')) {
      return { type: 'forbidden' }
    }
    if (userId === actor.id) {
      return { type: 'oneself' }
    }
    const outcome = await db.transaction((trx) => this.#change(input, trx))
    if (outcome.type === 'changed' && role === null) {
      await endSessions(userId)
    }
    return outcome
  }

  async #change(
    { userId, role, actor }: UpdateRoleInput,
    trx: TransactionClientContract
  ): Promise<UpdateRoleOutcome> {
    const staff = await User.query({ client: trx }).whereNotNull('role').orderBy('id').forUpdate()
    const current = staff.find(({ id }) => id === actor.id)
    if (!current?.isStaff || !roleMay(current.role, 'staff.manage')) {
      return { type: 'forbidden' }
    }
    const user = staff.find(({ id }) => id === userId)
    if (user === undefined) {
      return { type: 'not_found' }
    }
    const before = user.role
    if (before === role) {
      return { type: 'unchanged' }
    }
    const now = databaseTime(DateTime.utc())
    await trx
      .from('users')
      .where('id', userId)
      .update({ role, updated_at: now, ...(role === null ? { sessions_valid_from: now } : {}) })
    if (!roleMay(role, 'staff.manage')) {
      await voidInvitationsOf(userId, trx)
    }
    await new RecordAudit().handle(
      {
        actor,
        action: role === null ? 'user.removed_from_staff' : 'user.role_changed',
        subject: { type: 'user', id: userId, label: user.label },
        changes: { role: { before, after: role } },
      },
      trx
    )
    return { type: 'changed' }
  }
}
