import type { Buyer } from '#buyers/buyer'

/** A query of `purchases`, of a model or of plain rows. */
interface PurchaseQuery {
  where: (column: string, value: string | number) => unknown
}

/**
 * The condition that purchases are a buyer's, for a query of `purchases`:
 * `Purchase.query().where(ofBuyer(buyer))`.
 */
export function ofBuyer(buyer: Buyer): (query: PurchaseQuery) => void {
  return (query) =>
    buyer.type === 'account'
      ? void query.where('purchases.user_id', buyer.userId)
      : void query.where('purchases.buyer_email', buyer.email)
}

/** SQL: that purchases are a buyer's. It binds `:owner`. */
export function ofBuyerInSql(buyer: Buyer): { sql: string; owner: string | number } {
  return buyer.type === 'account'
    ? { sql: 'purchases.user_id = :owner', owner: buyer.userId }
    : { sql: 'purchases.buyer_email = :owner', owner: buyer.email }
}

/**
 * SQL: that two purchases have the same owner, by the names of their tables in the query: one condition
 * for accounts and one for addresses. Ask once with each: with both in one "or", the databases read all
 * purchases of the product.
 */
export function sameBuyer(one: string, other: string): [string, string] {
  return [`${one}.user_id = ${other}.user_id`, `${one}.buyer_email = ${other}.buyer_email`]
}

/** The columns that say who owns a purchase, for queries that do not read whole rows. */
export const OWNER_FIELDS = ['userId', 'buyerEmail'] as const

/** SQL: joins the accounts of purchases as `users`; its columns are null for an address. */
export const LEFT_JOIN_ACCOUNTS = 'left join users on users.id = purchases.user_id'
