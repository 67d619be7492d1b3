import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { findRecipient } from '#buyers/buyer_facts'
import QueueMail from '#mail/queue_mail'
import type Purchase from '#models/purchase'

/** Queues the mail that tells a buyer of a grant, in the transaction of the grant. */
export async function mailGranted(purchase: Purchase, trx: TransactionClientContract) {
  await new QueueMail().handle(
    {
      kind: 'purchase_granted',
      ...(await findRecipient(purchase, trx)),
      dedupeKey: `purchase_granted:${purchase.reference}`,
      data: { purchaseReference: purchase.reference },
      purchaseId: purchase.id,
    },
    trx
  )
}
