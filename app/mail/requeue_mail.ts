import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { databaseTime } from '#database/columns'
import SendMailJob from '#mail/send_mail_job'
import Mail from '#models/mail'

/** `not_failed`: the mail is still queued, or was sent; only a failed one can be queued again. */
export type RequeueMailOutcome = { type: 'requeued' | 'not_failed' | 'not_found' | 'forbidden' }

/**
 * Queues a failed mail again, with a new series of attempts. It stays the same mail, with the same
 * Message-ID and recipient. Requires the permission `mails.resend`; audited.
 */
export default class RequeueMail {
  async handle(input: { mailId: number; actor: Actor }): Promise<RequeueMailOutcome> {
    if (!roleMay(input.actor.role, 'mails.resend')) {
      return { type: 'forbidden' }
    }
    return db.transaction((trx) => this.#requeue(input, trx))
  }

  async #requeue(
    { mailId, actor }: { mailId: number; actor: Actor },
    trx: TransactionClientContract
  ): Promise<RequeueMailOutcome> {
    const mail = await Mail.query({ client: trx }).where('id', mailId).forUpdate().first()
    if (mail === null) {
      return { type: 'not_found' }
    }
    if (mail.status !== 'failed') {
      return { type: 'not_failed' }
    }
    const now = databaseTime(DateTime.utc())
    await trx.from('mails').where('id', mail.id).update({
      status: 'queued',
      attempts: 0,
      error: null,
      next_attempt_at: now,
      updated_at: now,
    })
    await new RecordAudit().handle(
      {
        actor,
        action: 'mail.requeued',
        subject: { type: 'mail', id: mail.id, label: `${mail.kind} to ${mail.recipient}` },
        changes: {
          status: { before: mail.status, after: 'queued' },
          attempts: { before: mail.attempts, after: 0 },
          error: { before: mail.error, after: null },
        },
      },
      trx
    )
    trx.after('commit', async () => {
      await SendMailJob.dispatch({ mailId: mail.id })
    })
    return { type: 'requeued' }
  }
}
