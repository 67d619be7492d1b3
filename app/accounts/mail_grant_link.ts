import { DateTime } from 'luxon'
import encryption from '@adonisjs/core/services/encryption'
import i18nManager from '@adonisjs/i18n/services/main'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import IssueAccountToken, { LINK_SECRET } from '#accounts/account_tokens/issue_account_token'
import QueueMail from '#mail/queue_mail'
import { databaseTime } from '#database/columns'
import User from '#models/user'
import type { MailUnconfirmed } from '#purchases/grant_purchase'

/** Minutes for which the link works; as long as an invitation. */
const LIFETIME = 7 * 24 * 60

/**
 * Tells an address that no account has confirmed about a grant, with a link to a new password, which
 * confirms the address. Somebody else may have created the account: a new password shuts them out. One
 * without a password is created where there is none, for the link to be of.
 */
export const mailGrantLink: MailUnconfirmed = async (purchase, email, trx) => {
  const user = await findOrCreate(email, trx)
  const secret = await new IssueAccountToken().handle(
    { userId: user.id, purpose: 'reset_password', email, minutes: LIFETIME },
    trx
  )
  await new QueueMail().handle(
    {
      kind: 'grant_to_confirm',
      recipient: email,
      locale: user.locale ?? i18nManager.defaultLocale,
      dedupeKey: `grant_to_confirm:${purchase.reference}`,
      data: {
        product: purchase.productSnapshot.name,
        secret: encryption.encrypt(secret, { purpose: LINK_SECRET }),
      },
      userId: user.id,
      purchaseId: purchase.id,
    },
    trx
  )
}

async function findOrCreate(email: string, trx: TransactionClientContract): Promise<User> {
  const now = databaseTime(DateTime.utc())
  await trx
    .insertQuery()
    .table('users')
    .insert({ email, created_at: now, updated_at: now })
    .knexQuery.onConflict('email')
    .ignore()
  return User.query({ client: trx }).where('email', email).firstOrFail()
}
