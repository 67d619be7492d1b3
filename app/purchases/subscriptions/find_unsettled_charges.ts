import { DateTime } from 'luxon'
import { LEFT_JOIN_ACCOUNTS, sameBuyer } from '#buyers/purchases_of'
import { chargesAgainInSql } from '#access/charges'
import { rawRows } from '#database/raw_rows'
import { databaseTime, readTime } from '#database/columns'
import type { ChargesKeptFor } from '#purchases/subscriptions/keep_charges'
import { TOLD_OF_BOTH_CHARGES } from '#purchases/subscriptions/second_questions'

/** Why the access to a subscription that is charged is closed. */
export type ClosedBy =
  'disabled' | 'revoked' | 'ended' | 'refunded' | 'lost' | 'disputed' | 'mismatch'

/** A subscription that is charged again, and that nobody has decided to leave so. */
export interface UnsettledCharge {
  purchaseId: number
  reference: string
  keptFor: ChargesKeptFor
  /** Null for a second subscription. */
  closedBy: ClosedBy | null
  /** The reference of the first subscription; null where the access is closed. */
  first: string | null
  since: DateTime
}

/**
 * SQL: why the access of a purchase is closed here, as `judgePurchase` has it, although its
 * subscription may be running; null where it is open or was not paid. Also reads the columns of the
 * joined `users` and `product_configurations`. Takes the time three times.
 */
const CLOSED_BY = `case
  when users.disabled_at is not null then 'disabled'
  when purchases.access_override = 'revoked'
    and (purchases.override_ends_at is null or purchases.override_ends_at > ?) then 'revoked'
  when purchases.access_override = 'kept'
    and (purchases.override_ends_at is null or purchases.override_ends_at > ?) then null
  when purchases.access_override is null and purchases.override_ends_at <= ? then 'ended'
  when purchases.status = 'refunded' and product_configurations.refund_ends_access = false then null
  when purchases.status in ('refunded', 'lost', 'disputed', 'mismatch') then purchases.status
  end`

/** SQL: subscriptions that are charged although access to them is closed here. */
const CHARGED_WHILE_CLOSED = `select purchases.id as purchase_id, purchases.reference,
    ${CLOSED_BY} as closed_by, null as earlier_reference,
    coalesce(purchases.override_at, purchases.updated_at) as since
  from purchases
  ${LEFT_JOIN_ACCOUNTS}
  join product_configurations on product_configurations.id = purchases.product_configuration_id
  where ${chargesAgainInSql('purchases')}
  and (purchases.charges_kept_for is null or purchases.charges_kept_for <> 'closed')`

/** SQL: whether a checkout was begun for the product that a purchase is of now. */
function wasAskedFor(purchase: string, attempt: string): string {
  return `exists (select 1 from checkout_attempt_lines
    where checkout_attempt_lines.checkout_attempt_id = ${attempt}.id
    and checkout_attempt_lines.product_configuration_id = ${purchase}.product_configuration_id)`
}

/**
 * SQL: subscriptions of a buyer who has another one of the same product, unless they confirmed, when
 * that was there, that both are charged. A lost checkout confirms nothing, nor does one of another
 * product from which either was changed.
 */
function secondOf(isSameBuyer: string): string {
  return `select purchases.id as purchase_id, purchases.reference, null as closed_by,
    min(earlier.reference) as earlier_reference, purchases.created_at as since
  from purchases
  join purchases as earlier on ${isSameBuyer}
    and earlier.product_configuration_id = purchases.product_configuration_id
    and earlier.id < purchases.id
  left join checkout_attempts as confirmed
    on confirmed.checkout_session_id = purchases.checkout_session_id
    and ${wasAskedFor('purchases', 'confirmed')}
    and confirmed.confirmed_second_at >= earlier.created_at
    and confirmed.confirmed_question in
      (${TOLD_OF_BOTH_CHARGES.map((question) => `'${question}'`).join(', ')})
    and not exists (select 1 from checkout_attempts as earlier_began
      where earlier_began.checkout_session_id = earlier.checkout_session_id
      and not ${wasAskedFor('earlier', 'earlier_began')})
  where confirmed.id is null
  and ${chargesAgainInSql('purchases')} and ${chargesAgainInSql('earlier')}
  and purchases.charges_kept_for is null
  group by purchases.id, purchases.reference, purchases.created_at`
}

const SECOND = sameBuyer('earlier', 'purchases').map(secondOf).join(' union all ')

/**
 * Subscriptions that Stripe charges again although access to them is closed here, or although the
 * buyer has another one of the same product, and that nobody has decided to leave so. The query that
 * the invariants check, and "needs attention" lists.
 */
export default class FindUnsettledCharges {
  /** Oldest first. @param of only this purchase */
  async handle({
    now = DateTime.utc(),
    purchaseId,
    limit = 50,
  }: {
    now?: DateTime
    purchaseId?: number
    limit?: number
  } = {}): Promise<UnsettledCharge[]> {
    const { sql, bindings } = unsettledCharges(now)
    const only = purchaseId === undefined ? '' : `where purchase_id = ${Number(purchaseId)}`
    const rows: Record<string, any>[] = await rawRows(
      `select * from (${sql}) as unsettled ${only} order by purchase_id limit ${Number(limit)}`,
      bindings
    )
    return rows.map((row) => ({
      purchaseId: Number(row.purchase_id),
      reference: row.reference,
      keptFor: row.closed_by === null ? 'second' : 'closed',
      closedBy: row.closed_by,
      first: row.earlier_reference,
      since: readTime(row.since),
    }))
  }
}

/** The query and its values, for callers that join it with others. */
export function unsettledCharges(now: DateTime): { sql: string; bindings: string[] } {
  const at = databaseTime(now)
  return {
    sql: `select * from (${CHARGED_WHILE_CLOSED}) as closed where closed_by is not null
      union all ${SECOND}`,
    bindings: [at, at, at],
  }
}
