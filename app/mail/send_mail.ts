import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import type { I18n } from '@adonisjs/i18n'
import i18nManager from '@adonisjs/i18n/services/main'
import logger from '@adonisjs/core/services/logger'
import mailer from '@adonisjs/mail/services/main'
import { appUrl } from '#config/app'
import storeConfig from '#config/store'
import { databaseTime } from '#database/columns'
import { claimRow, finishRow, postponeRow } from '#background/due_rows'
import { composerOf } from '#mail/mail_composers'
import type { MailContent, MailKind } from '#mail/mail_content'
import { mailColors } from '#mail/mail_colors'
import { mailText } from '#mail/mail_text'
import Mail from '#models/mail'

/** Longer than the timeouts of the mail server together. */
const LEASE_SECONDS = 90

/** With the back-off of due rows this takes about a day. */
const MAX_ATTEMPTS = 18

export type SendMailOutcome =
  | { type: 'sent' }
  /** This attempt failed; there will be another. */
  | { type: 'postponed'; dueAgainAt: DateTime }
  /** Obsolete, or out of attempts: it will not be sent. */
  | { type: 'failed' }
  /** Already sent, waiting for its next attempt, or being sent by another process. */
  | { type: 'not_due' }

/**
 * Sends one mail of the outbox. If the process dies after the mail server has accepted the mail and
 * before the row is updated, it is sent twice, both times with the same Message-ID.
 */
export default class SendMail {
  async handle(mailId: number): Promise<SendMailOutcome> {
    if (!(await claimRow('mails', mailId, LEASE_SECONDS))) {
      return { type: 'not_due' }
    }
    const mail = await Mail.findOrFail(mailId)
    try {
      const i18n = i18nManager.locale(mail.locale)
      const content = await composerOf(mail.kind as MailKind)(mail, i18n)
      if (content === null) {
        await this.#giveUp(mail, 'What this mail tells is over, so it was not sent.')
        return { type: 'failed' }
      }
      await this.#send(mail, content, i18n)
      await finishRow('mails', mail.id, {
        status: 'sent',
        sent_at: databaseTime(DateTime.utc()),
        data: JSON.stringify(withoutSecret(mail.data)),
      })
      return { type: 'sent' }
    } catch (error) {
      return this.#postpone(mail, error)
    }
  }

  async #send(mail: Mail, content: MailContent, i18n: I18n) {
    const footer = i18n.t('mails.footer', { store: storeConfig.name, url: appUrl })
    await mailer.send((message) => {
      message
        .to(mail.recipient)
        .subject(content.subject)
        .messageId(messageIdOf(mail))
        .header('Auto-Submitted', 'auto-generated')
        .text(mailText(content, footer))
        .htmlView('mails/message', {
          ...content,
          i18n,
          colors: mailColors(storeConfig.accent),
          storeUrl: appUrl,
          storeName: storeConfig.name,
        })
    })
  }

  async #postpone(mail: Mail, error: unknown): Promise<SendMailOutcome> {
    logger.warn({ err: error, mailId: mail.id, attempts: mail.attempts }, 'A mail was not sent')
    if (mail.attempts >= MAX_ATTEMPTS) {
      await this.#giveUp(mail, error)
      return { type: 'failed' }
    }
    await postponeRow('mails', mail.id, mail.attempts, error)
    await mail.refresh()
    return { type: 'postponed', dueAgainAt: mail.nextAttemptAt! }
  }

  async #giveUp(mail: Mail, reason: unknown) {
    await postponeRow('mails', mail.id, mail.attempts, reason, {
      status: 'failed',
      next_attempt_at: null,
    })
  }
}

/** The same for every attempt, so that mail programs show a duplicate only once. */
function messageIdOf(mail: Mail): string {
  const digest = createHash('sha256').update(mail.dedupeKey).digest('hex').slice(0, 24)
  return `<${mail.id}.${digest}@${new URL(appUrl).hostname}>`
}

/** The secret of a link is deleted once the mail is sent. */
function withoutSecret(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'secret'))
}
