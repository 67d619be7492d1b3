import { sameBuyer } from '#buyers/purchases_of'

/**
 * SQL: paid once at Stripe, and neither refunded nor disputed. As the index of these, word for word;
 * what was granted has no session.
 */
export function isPaidOnce(table: string): string {
  return `${table}.checkout_session_id is not null and ${table}.status = 'active'
    and ${table}.is_recurring = false and ${table}.total_amount > 0`
}

/**
 * SQL: whether the buyer of `purchases` was certainly not asked about `first`, by the checkout `began`.
 * It began before the first was recorded, and nothing was confirmed since. That is certain only where
 * both were recorded while their checkouts could be open: after a backup was put back, purchases are
 * recorded anew, and what was confirmed may be lost.
 */
export const CERTAINLY_UNASKED = `(began.created_at < first.created_at
  and (began.confirmed_second_at is null or began.confirmed_second_at < first.created_at)
  and purchases.created_at <= began.expires_at
  and (first.source <> 'stripe' or exists (select 1 from checkout_attempts as first_began
    where first_began.checkout_session_id = first.checkout_session_id
    and first.created_at <= first_began.expires_at)))`

/** SQL: the buyer has been notified of the second payment, so it is settled. */
export const IS_NOTIFIED = `exists (select 1 from mails
  where mails.dedupe_key = 'paid_twice:' || purchases.reference)`

/** Days for which second payments are listed: with a bound, the purchases of years cost nothing. */
export const LISTED_DAYS = 30

/**
 * SQL: the ids of second payments of which it is not known whether the buyer wanted them: the checkout
 * is lost, or the first was closed when it began, so that nothing was asked. Staff refund one, or
 * decide about the access. Bound to the time since which they were bought, which comes first in the
 * plans of both databases.
 */
export const UNCERTAIN_DOUBLE_PAYMENTS = `select purchases.id
  from purchases as recent
  cross join purchases
  left join checkout_attempts as began
    on began.checkout_session_id = purchases.checkout_session_id
  where recent.purchased_at > ? and purchases.id = recent.id
  and ${isPaidOnce('purchases')} and purchases.access_override is null
  and (${sameBuyer('first', 'purchases').map(mayHaveHadIt).join(' or ')})
  and not ${IS_NOTIFIED}`

/** SQL: that the buyer had paid for the product, and may not have been asked. */
function mayHaveHadIt(isSameBuyer: string): string {
  return `exists (select 1 from purchases as first
    where ${isSameBuyer}
    and first.product_configuration_id = purchases.product_configuration_id
    and first.id < purchases.id and ${isPaidOnce('first')}
    and coalesce(first.access_override, 'kept') = 'kept'
    and (began.confirmed_second_at is null or began.confirmed_second_at < first.created_at)
    and (began.id is null or not ${CERTAINLY_UNASKED}))`
}
