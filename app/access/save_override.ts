import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { databaseTime, databaseTimeOrNull } from '#database/columns'
import Purchase from '#models/purchase'

/** A decision of staff about the access of a purchase, as it is saved. */
export interface AccessOverride {
  /**
   * `revoked` no access, `kept` access, whatever Stripe says; null: Stripe's state decides, but
   * access ends at `endsAt`.
   */
  accessOverride: 'revoked' | 'kept' | null
  /** When the decision expires; null for never. */
  endsAt: DateTime | null
  /** Null where a decision is removed. */
  reason: string | null
}

/** What staff decided about the charges of an earlier closing says nothing about this one. */
export const NO_KEPT_CHARGES = {
  charges_kept_at: null,
  charges_kept_for: null,
  charges_kept_reason: null,
}

/**
 * Saves a decision of staff beside Stripe's state of a purchase, and audits it. Only staff write
 * these columns, so no event from Stripe undoes it.
 * @throws {Error} where there is no such purchase
 */
export default class SaveOverride {
  async handle(
    { purchaseId, override, actor }: { purchaseId: number; override: AccessOverride; actor: Actor },
    trx: TransactionClientContract
  ): Promise<void> {
    const { accessOverride, endsAt, reason } = override
    const isDecision = accessOverride !== null || endsAt !== null
    const now = databaseTime(DateTime.utc())
    const before = await Purchase.findOrFail(purchaseId, { client: trx })
    await trx
      .from('purchases')
      .where('id', purchaseId)
      .update({
        access_override: accessOverride,
        override_reason: reason,
        override_by_id: isDecision ? actor.id : null,
        override_at: isDecision ? now : null,
        override_ends_at: databaseTimeOrNull(endsAt),
        ...NO_KEPT_CHARGES,
        updated_at: now,
      })
    await new RecordAudit().handle(
      {
        actor,
        action: isDecision ? 'purchase.access_decided' : 'purchase.access_lifted',
        subject: { type: 'purchase', id: purchaseId, label: before.reference },
        changes: {
          access_override: { before: before.accessOverride, after: accessOverride },
          override_ends_at: {
            before: before.overrideEndsAt?.toISO() ?? null,
            after: endsAt?.toISO() ?? null,
          },
          override_reason: { before: before.overrideReason, after: reason },
        },
      },
      trx
    )
  }
}
