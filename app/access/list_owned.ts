import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { boolean, readTimeOrNull } from '#database/columns'
import type { Buyer } from '#buyers/buyer'
import { decidingPurchase } from '#access/deciding_purchase'
import { accessSettings } from '#access/find_access'
import { judgePurchase } from '#access/access_rules'
import type { PurchaseStatus } from '#models/purchase_status'

export interface ListOwnedInput {
  buyer: Buyer
  configurationIds: number[]
  now?: DateTime
}

type DatabaseTime = string | Date | null

interface OwnedRow {
  product_configuration_id: number
  status: PurchaseStatus
  is_recurring: boolean | number
  current_period_ends_at: DatabaseTime
  cancels_at: DatabaseTime
  collection_pause: string | null
  collection_resumes_at: DatabaseTime
  paid_until: DatabaseTime
  past_due_since: DatabaseTime
  access_override: 'revoked' | 'kept' | null
  override_ends_at: DatabaseTime
  grace_days: number | null
  refund_ends_access: boolean | number
}

/**
 * The ids of those configurations that the buyer may use now. One query, by the rules of
 * `FindAccess`, that reads at most one purchase of each.
 */
export default class ListOwned {
  async handle({ buyer, configurationIds, now }: ListOwnedInput): Promise<Set<number>> {
    if (configurationIds.length === 0) {
      return new Set()
    }
    const moment = now ?? DateTime.utc()
    const rows: OwnedRow[] = await db
      .from('product_configurations')
      .joinRaw('cross join purchases')
      .whereIn('product_configurations.id', configurationIds)
      .where('purchases.id', decidingPurchase(buyer, moment))
      .select(
        'purchases.product_configuration_id',
        'purchases.status',
        'purchases.is_recurring',
        'purchases.current_period_ends_at',
        'purchases.cancels_at',
        'purchases.collection_pause',
        'purchases.collection_resumes_at',
        'purchases.paid_until',
        'purchases.past_due_since',
        'purchases.access_override',
        'purchases.override_ends_at',
        'product_configurations.grace_days',
        'product_configurations.refund_ends_access'
      )
    return new Set(
      rows.filter((row) => isAllowed(row, moment)).map((row) => row.product_configuration_id)
    )
  }
}

function isAllowed(row: OwnedRow, now: DateTime): boolean {
  const purchase = {
    status: row.status,
    isRecurring: Boolean(row.is_recurring),
    currentPeriodEndsAt: readTimeOrNull(row.current_period_ends_at),
    cancelsAt: readTimeOrNull(row.cancels_at),
    collectionPause: row.collection_pause,
    collectionResumesAt: readTimeOrNull(row.collection_resumes_at),
    paidUntil: readTimeOrNull(row.paid_until),
    pastDueSince: readTimeOrNull(row.past_due_since),
    accessOverride: row.access_override,
    overrideEndsAt: readTimeOrNull(row.override_ends_at),
  }
  const settings = accessSettings({
    graceDays: row.grace_days,
    refundEndsAccess: boolean.consume(row.refund_ends_access) ?? true,
  })
  return judgePurchase(purchase, settings, now).allowed
}
