import i18nManager from '@adonisjs/i18n/services/main'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import QueueMail from '#mail/queue_mail'
import type Purchase from '#models/purchase'
import type User from '#models/user'

/** Queues the mail that tells a user of a grant, in the transaction of the grant. */
export async function mailGranted(purchase: Purchase, user: User, trx: TransactionClientContract) {
  await new QueueMail().handle(
    {
      kind: 'purchase_granted',
      recipient: user.email,
      locale: user.locale ?? i18nManager.defaultLocale,
      dedupeKey: `purchase_granted:${purchase.reference}`,
      data: { purchaseReference: purchase.reference },
      userId: user.id,
      purchaseId: purchase.id,
    },
    trx
  )
}
