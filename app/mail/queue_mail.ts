import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'
import SendMailJob from '#mail/send_mail_job'
import type { MailKind } from '#mail/mail_content'

export interface QueueMailInput {
  kind: MailKind
  /** E-mail address. */
  recipient: string
  /** The locale of the recipient, for texts, amounts and dates. */
  locale: string
  /** A second mail with the same key is never queued. */
  dedupeKey: string
  /** Only what the composer cannot look up when the mail is sent. */
  data: Record<string, unknown>
  userId?: number | null
  purchaseId?: number | null
}

/**
 * Adds a mail to the outbox, in the transaction of the change that it reports, and wakes the sender
 * after the commit. If a mail with this key exists, it stays as it is.
 */
export default class QueueMail {
  async handle(input: QueueMailInput, trx: TransactionClientContract): Promise<void> {
    const now = databaseTime(DateTime.utc())
    await trx
      .insertQuery()
      .table('mails')
      .insert({
        dedupe_key: input.dedupeKey,
        kind: input.kind,
        recipient: input.recipient,
        locale: input.locale,
        purchase_id: input.purchaseId ?? null,
        user_id: input.userId ?? null,
        data: JSON.stringify(input.data),
        status: 'queued',
        next_attempt_at: now,
        created_at: now,
        updated_at: now,
      })
      .knexQuery.onConflict('dedupe_key')
      .ignore()

    const mail = await trx.from('mails').select('id').where('dedupe_key', input.dedupeKey).first()
    trx.after('commit', async () => {
      await SendMailJob.dispatch({ mailId: mail.id })
    })
  }
}
