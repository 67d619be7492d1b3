import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { permissionOver } from '#accounts/account_permission'
import { voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import { endSessions } from '#accounts/sessions/end_sessions'
import { voidInvitationsOf } from '#accounts/staff/invitation_right'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import RecordAudit from '#authority/record_audit'
import { databaseTime } from '#database/columns'
import User from '#models/user'

/** The longest reason, in characters. */
export const REASON_LENGTH = 500

export interface UpdateAccountStateInput {
  userId: number
  isDisabled: boolean
  /** Required to disable; kept in the audit. */
  reason: string
  actor: Actor
}

/**
 * - `invalid` what is wrong with the reason
 * - `oneself` nobody disables themselves
 * - `forbidden` the actor's role may not disable this account
 */
export type UpdateAccountStateOutcome =
  | { type: 'changed' | 'unchanged' | 'not_found' | 'oneself' | 'forbidden' }
  | { type: 'invalid'; problem: string }

/**
 * Disables an account, or enables it again. A disabled account cannot sign in, its sessions, open
 * links and the invitations that it sent end, and its purchases stay. Nobody disables themselves, and
 * of two owners who disable each other the second is too late, so the store always has an owner.
 * Source: OWASP ASVS 5.0, 7.4.2 and 7.4.5
 */
export default class UpdateAccountState {
  async handle(input: UpdateAccountStateInput): Promise<UpdateAccountStateOutcome> {
    const { userId, isDisabled, actor } = input
    if (userId === actor.id) {
      return { type: 'oneself' }
    }
    const problem = problemOf(input)
    if (problem !== null) {
      return { type: 'invalid', problem }
    }
    const outcome = await db.transaction((trx) => this.#change(input, trx))
    if (outcome.type === 'changed' && isDisabled) {
      await endSessions(userId)
    }
    return outcome
  }

  async #change(
    { userId, isDisabled, reason, actor }: UpdateAccountStateInput,
    trx: TransactionClientContract
  ): Promise<UpdateAccountStateOutcome> {
    const locked = await User.query({ client: trx })
      .where((people) => void people.whereNotNull('role').orWhere('id', userId))
      .orderBy('id')
      .forUpdate()
    const user = locked.find(({ id }) => id === userId)
    if (user === undefined) {
      return { type: 'not_found' }
    }
    const current = locked.find(({ id }) => id === actor.id)
    if (!current?.isStaff || !roleMay(current.role, permissionOver(user))) {
      return { type: 'forbidden' }
    }
    if ((user.disabledAt !== null) === isDisabled) {
      return { type: 'unchanged' }
    }
    const now = databaseTime(DateTime.utc())
    await trx
      .from('users')
      .where('id', userId)
      .update(
        isDisabled
          ? { disabled_at: now, sessions_valid_from: now, updated_at: now }
          : { disabled_at: null, updated_at: now }
      )
    if (isDisabled) {
      await voidAccountTokens(
        userId,
        ['reset_password', 'confirm_email', 'change_email', 'staff_invitation'],
        trx
      )
      await voidInvitationsOf(userId, trx)
    }
    await new RecordAudit().handle(
      {
        actor,
        action: isDisabled ? 'user.disabled' : 'user.enabled',
        subject: { type: 'user', id: userId, label: user.label },
        changes: {
          disabled: { before: !isDisabled, after: isDisabled },
          reason: { before: null, after: reason.trim() || null },
        },
      },
      trx
    )
    return { type: 'changed' }
  }
}

function problemOf({ isDisabled, reason }: UpdateAccountStateInput): string | null {
  if (isDisabled && reason.trim() === '') {
    return 'Write the reason; it is kept in the history'
  }
  return reason.length > REASON_LENGTH
    ? `The reason is longer than ${REASON_LENGTH} characters`
    : null
}
