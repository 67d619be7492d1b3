import { sameBuyer } from '#buyers/purchases_of'
import Purchase from '#models/purchase'
import { allPayments } from '#purchases/purchase_payments'
import {
  CERTAINLY_UNASKED,
  IS_NOTIFIED,
  isPaidOnce,
} from '#purchases/refunds/double_payments_in_sql'

/** How many are settled per run; the rest wait for the next run. */
const MOST = 20

/**
 * One-time purchases of a product that the buyer already had, where the buyer was certainly not asked
 * whether to buy it again. Those whose buyers have been notified are settled and left out; those that
 * are not certain are listed for staff instead, for money that went back cannot be taken again.
 */
export default class FindDoublePayments {
  async handle(): Promise<Purchase[]> {
    return Purchase.query()
      .whereRaw(isPaidOnce('purchases'))
      .whereRaw(`(${sameBuyer('first', 'purchases').map(hadIt).join(' or ')})`)
      .whereRaw(`not ${IS_NOTIFIED}`)
      .preload('paymentLines', allPayments)
      .orderBy('id')
      .limit(MOST)
  }
}

/** SQL: that the buyer had the product, and was certainly not asked. */
function hadIt(isSameBuyer: string): string {
  return `exists (select 1 from checkout_attempts as began
    join purchases as first on ${isSameBuyer}
      and first.product_configuration_id = purchases.product_configuration_id
      and first.id < purchases.id
    where began.checkout_session_id = purchases.checkout_session_id
    and first.status = 'active' and first.is_recurring = false
    and ${CERTAINLY_UNASKED})`
}
