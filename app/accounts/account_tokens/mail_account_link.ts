import encryption from '@adonisjs/core/services/encryption'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import IssueAccountToken, {
  LINK_SECRET,
  type TokenPurpose,
} from '#accounts/account_tokens/issue_account_token'
import QueueMail from '#mail/queue_mail'
import type { MailKind } from '#mail/mail_content'
import type User from '#models/user'

const KINDS: Record<TokenPurpose, MailKind> = {
  reset_password: 'password_reset',
  confirm_email: 'email_confirmation',
  change_email: 'email_change',
  staff_invitation: 'staff_invitation',
}

/**
 * Creates a link and queues its mail. The secret is encrypted in the outbox.
 */
export default class MailAccountLink {
  /**
   * @param email the recipient; for a change of address, the new one
   * @param details values for the mail and for the use of the link
   * @param inviterId who invites; for an invitation to the staff
   */
  async handle(
    input: {
      user: User
      purpose: TokenPurpose
      email: string
      locale: string
      details?: Record<string, string>
      inviterId?: number | null
    },
    trx: TransactionClientContract
  ): Promise<void> {
    const { user, purpose, email, locale, details, inviterId } = input
    const secret = await new IssueAccountToken().handle(
      { userId: user.id, purpose, email, details, inviterId },
      trx
    )
    await new QueueMail().handle(
      {
        kind: KINDS[purpose],
        recipient: email,
        locale,
        userId: user.id,
        dedupeKey: `${purpose}:${crypto.randomUUID()}`,
        data: { ...details, secret: encryption.encrypt(secret, { purpose: LINK_SECRET }) },
      },
      trx
    )
  }
}
