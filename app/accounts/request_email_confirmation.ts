import db from '@adonisjs/lucid/services/db'
import MailAccountLink from '#accounts/account_tokens/mail_account_link'
import type User from '#models/user'

/**
 * Mails another link that confirms the address; earlier links stay valid.
 */
export default class RequestEmailConfirmation {
  async handle({ user, locale }: { user: User; locale: string }): Promise<void> {
    await db.transaction((trx) =>
      new MailAccountLink().handle(
        { user, purpose: 'confirm_email', email: user.email, locale },
        trx
      )
    )
  }
}
