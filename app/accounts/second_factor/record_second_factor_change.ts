import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import QueueMail from '#mail/queue_mail'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import type User from '#models/user'

const MAILS = {
  'user.second_factor_on': 'second_factor_on',
  'user.second_factor_off': 'second_factor_off',
  'user.recovery_codes_renewed': 'recovery_codes_renewed',
} as const

/**
 * Audits a change of the second factor and notifies its owner by mail: it is the first thing that
 * an attacker changes.
 */
export async function recordSecondFactorChange(
  { user, actor, action }: { user: User; actor: Actor; action: keyof typeof MAILS },
  trx: TransactionClientContract
): Promise<void> {
  await new RecordAudit().handle(
    { actor, action, subject: { type: 'user', id: user.id, label: user.label } },
    trx
  )
  await new QueueMail().handle(
    {
      kind: MAILS[action],
      recipient: user.email,
      locale: user.locale ?? 'en',
      userId: user.id,
      dedupeKey: `${MAILS[action]}:${crypto.randomUUID()}`,
      data: {},
    },
    trx
  )
}
