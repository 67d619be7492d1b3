import db from '@adonisjs/lucid/services/db'
import { allowsAttempt } from '#http/rate_limit'
import { accountExistsMailByAccount } from '#http/rate_limits'
import QueueMail from '#mail/queue_mail'
import User from '#models/user'

/**
 * Tells the owner of an account by mail that somebody entered its address to make one. A few times
 * an hour at most, because anybody can cause it; not for disabled accounts.
 */
export default class MailAccountExists {
  async handle({ email, locale }: { email: string; locale: string }): Promise<void> {
    const user = await User.findBy('email', email)
    if (user === null || user.disabledAt !== null) {
      return
    }
    if (!(await allowsAttempt(accountExistsMailByAccount, user.id))) {
      return
    }
    await db.transaction((trx) =>
      new QueueMail().handle(
        {
          kind: 'account_exists',
          recipient: email,
          locale: user.locale ?? locale,
          userId: user.id,
          dedupeKey: `account_exists:${crypto.randomUUID()}`,
          data: {},
        },
        trx
      )
    )
  }
}
