import type { I18n } from '@adonisjs/i18n'
import type Mail from '#models/mail'

/** The mails that there are. */
export const MAIL_KINDS = [
  'receipt',
  'payment_pending',
  'payment_failed',
  'purchase_granted',
  'refunded',
  'refund_failed',
  'renewal_failed',
  'paid_twice_refunded',
  'paid_twice_kept',
  'needs_attention',
  'password_reset',
  'password_changed',
  'email_confirmation',
  'email_change',
  'email_changed',
  'staff_invitation',
  'second_factor_on',
  'second_factor_off',
  'recovery_codes_renewed',
] as const

export type MailKind = (typeof MAIL_KINDS)[number]

/**
 * What a mail says, in the reader's language. The templates make HTML and text of it.
 */
export interface MailContent {
  subject: string
  /** The line that a list of mails shows beside the subject. */
  preview: string
  heading: string
  paragraphs: string[]
  /** Figures and names, below each other. */
  facts?: { label: string; value: string; isTotal?: boolean }[]
  /** The one thing to do next. */
  button: { text: string; href: string }
  /** What the seller has to say, in Markdown. */
  prose?: string | null
  /** Small print below the button. */
  notes?: string[]
}

/**
 * Makes the content of one kind of mail from its row and what the row points to.
 * @returns null where there is nothing to tell any more, such as a link that is over
 */
export type MailComposer = (mail: Mail, i18n: I18n) => Promise<MailContent | null>
