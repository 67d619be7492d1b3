import db from '@adonisjs/lucid/services/db'
import MailAccountLink from '#accounts/account_tokens/mail_account_link'
import User from '#models/user'

/**
 * Mails a link to set a new password, if the address has an active account. The caller does not
 * learn whether it has.
 */
export default class RequestPasswordReset {
  async handle({ email, locale }: { email: string; locale: string }): Promise<void> {
    const user = await User.findBy('email', email)
    if (user === null || user.disabledAt !== null) {
      return
    }
    await db.transaction((trx) =>
      new MailAccountLink().handle(
        { user, purpose: 'reset_password', email, locale: user.locale ?? locale },
        trx
      )
    )
  }
}
