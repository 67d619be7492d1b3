import db from '@adonisjs/lucid/services/db'
import MailAccountLink from '#accounts/account_tokens/mail_account_link'
import storeConfig from '#config/store'
import MailAccountExists from '#accounts/mail_account_exists'
import { voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import User from '#models/user'

/**
 * - `taken` another account has the address
 * - `mailed` a mail went to the new address. With sign-up by mail also where another account has it:
 *   its owner gets a mail.
 */
export type RequestEmailChangeOutcome =
  { type: 'mailed' } | { type: 'unchanged' } | { type: 'taken' }

/**
 * Mails a confirmation link to the new address, and invalidates earlier ones. The account keeps its
 * address until the link is used.
 */
export default class RequestEmailChange {
  async handle(input: {
    user: User
    email: string
    locale: string
  }): Promise<RequestEmailChangeOutcome> {
    const { user, email, locale } = input
    if (email === user.email) {
      return { type: 'unchanged' }
    }
    const isTaken = (await User.findBy('email', email)) !== null
    if (isTaken && storeConfig.signUp !== 'by_mail') {
      return { type: 'taken' }
    }
    await db.transaction((trx) => voidAccountTokens(user.id, ['change_email'], trx))
    if (isTaken) {
      await new MailAccountExists().handle({ email, locale })
      return { type: 'mailed' }
    }
    await db.transaction(async (trx) => {
      await new MailAccountLink().handle({ user, purpose: 'change_email', email, locale }, trx)
    })
    return { type: 'mailed' }
  }
}
