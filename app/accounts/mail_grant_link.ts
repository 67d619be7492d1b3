import encryption from '@adonisjs/core/services/encryption'
import i18nManager from '@adonisjs/i18n/services/main'
import IssueAccountToken, { LINK_SECRET } from '#accounts/account_tokens/issue_account_token'
import QueueMail from '#mail/queue_mail'
import type { MailUnconfirmed } from '#purchases/grant_purchase'

/** Minutes for which the link works; as long as an invitation. */
const LIFETIME = 7 * 24 * 60

/**
 * Tells an address that is not confirmed about a grant, with a link to a new password, which confirms
 * the address. Somebody else may have created the account: a new password shuts them out.
 */
export const mailGrantLink: MailUnconfirmed = async (purchase, user, trx) => {
  const { email } = user
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
