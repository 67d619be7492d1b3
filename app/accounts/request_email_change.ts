import db from '@adonisjs/lucid/services/db'
import MailAccountLink from '#accounts/account_tokens/mail_account_link'
import { voidAccountTokens } from '#accounts/account_tokens/spend_account_token'
import User from '#models/user'

/** `taken`: another account has the address. */
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
    if (await User.findBy('email', email)) {
      return { type: 'taken' }
    }
    await db.transaction(async (trx) => {
      await voidAccountTokens(user.id, ['change_email'], trx)
      await new MailAccountLink().handle({ user, purpose: 'change_email', email, locale }, trx)
    })
    return { type: 'mailed' }
  }
}
