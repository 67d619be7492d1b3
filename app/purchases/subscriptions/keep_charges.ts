import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { databaseTime } from '#database/columns'
import type Purchase from '#models/purchase'

/**
 * Why a subscription would have to be settled: `closed` its access is closed here, `second` the
 * buyer has another one of the same product.
 */
export type ChargesKeptFor = 'closed' | 'second'

export interface KeepChargesInput {
  purchase: Pick<Purchase, 'id' | 'reference'>
  keptFor: ChargesKeptFor
  reason: string
  actor: Actor
}

/**
 * Saves that staff leave a subscription as it is, with the reason, and audits it. A later decision
 * about the access, and access that opens again, end it.
 */
export default class KeepCharges {
  async handle(
    { purchase, keptFor, reason, actor }: KeepChargesInput,
    trx: TransactionClientContract
  ): Promise<void> {
    const now = databaseTime(DateTime.utc())
    await trx.from('purchases').where('id', purchase.id).update({
      charges_kept_at: now,
      charges_kept_for: keptFor,
      charges_kept_reason: reason,
      updated_at: now,
    })
    await new RecordAudit().handle(
      {
        actor,
        action: 'purchase.charges_kept',
        subject: { type: 'purchase', id: purchase.id, label: purchase.reference },
        changes: { charges_kept_reason: { before: null, after: reason } },
      },
      trx
    )
  }
}
