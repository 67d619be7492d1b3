import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import { NOT_GIVEN_BACK } from '#purchases/refund_rules'

/**
 * SQL: what is left of a row of `payment_lines` with its `payments`, in minor units of its currency: the
 * amount without what was refunded or is being refunded, and without its share of lost disputes. A
 * dispute counts once it is lost; a refund once it is known what it was for.
 */
const LEFT_OF_LINE = `payment_lines.total_amount
  - coalesce((select sum(refund_lines.amount) from refunds
      join refund_lines on refund_lines.refund_id = refunds.id
      where refunds.payment_id = payments.id
      and refund_lines.purchase_id = payment_lines.purchase_id
      and refunds.status not in (${NOT_GIVEN_BACK.map((status) => `'${status}'`).join(', ')})), 0)
  - coalesce(cast(round(1.0 * (select sum(disputes.amount) from disputes
      where disputes.payment_id = payments.id and disputes.status = 'lost')
      * payment_lines.total_amount / nullif(payments.amount, 0)) as bigint), 0)`

/** SQL: the money in hand of a row of `purchases`, in minor units of its currency. */
export const MONEY_IN_HAND = `coalesce((select sum(${LEFT_OF_LINE}) from payment_lines
  join payments on payments.id = payment_lines.payment_id
  where payment_lines.purchase_id = purchases.id and payments.paid_at is not null
    and payments.currency = purchases.currency), 0)`

/**
 * The money in hand of purchases, by currency: first payments and renewals, without what failed or is
 * pending, was refunded, or was lost in a dispute. One query.
 * @param purchaseIds a query that selects their ids
 * @returns a query of `currency` and `amount` in minor units
 */
export function sumMoneyInHand(
  purchaseIds: DatabaseQueryBuilderContract<any>
): DatabaseQueryBuilderContract<any> {
  return db
    .from('payment_lines')
    .join('payments', 'payments.id', 'payment_lines.payment_id')
    .whereIn('payment_lines.purchase_id', purchaseIds)
    .whereNotNull('payments.paid_at')
    .groupBy('payments.currency')
    .orderBy('payments.currency')
    .select('payments.currency', db.raw(`sum(${LEFT_OF_LINE}) as amount`))
}
