import type { I18n } from '@adonisjs/i18n'
import type Mail from '#models/mail'

/** Every kind of mail that the store sends. */
export const MAIL_KINDS = [
  'receipt',
  'payment_pending',
  'payment_failed',
  'purchase_granted',
  'grant_to_confirm',
  'refunded',
  'refund_failed',
  'renewal_failed',
  'paid_twice_refunded',
  'paid_twice_kept',
  'needs_attention',
  'password_reset',
  'password_changed',
  'email_confirmation',
  'account_exists',
  'email_change',
  'email_changed',
  'staff_invitation',
  'second_factor_on',
  'second_factor_off',
  'recovery_codes_renewed',
] as const

export type MailKind = (typeof MAIL_KINDS)[number]

/**
 * The content of a mail in the reader's language. The templates render it as HTML and text.
 */
export interface MailContent {
  subject: string
  /** The line that mail programs show beside the subject. */
  preview: string
  heading: string
  paragraphs: string[]
  /** Labelled values, one per line. */
  facts?: { label: string; value: string; isTotal?: boolean }[]
  /** The main action. */
  button: { text: string; href: string }
  /** A note from the seller, in Markdown. */
  prose?: string | null
  /** Small print below the button. */
  notes?: string[]
}

/**
 * Composes one kind of mail from its row and the records that the row refers to.
 * @returns null if the mail is obsolete, such as one with an expired link
 */
export type MailComposer = (mail: Mail, i18n: I18n) => Promise<MailContent | null>
