import type { Buyer } from '#buyers/buyer'

/** A query of `purchases`, of a model or of plain rows. */
interface PurchaseQuery {
  where: (column: string, value: string | number) => unknown
}

interface EitherQuery {
  where: (
    column: string,
    value: number
  ) => { orWhereRaw: (sql: string, bindings: number[]) => unknown }
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

/**
 * The same for staff, who also see what waits until an account confirms its address; for accounts by
 * their ids.
 */
export function ofAccountOrItsAddress(userId: number): (query: EitherQuery) => void {
  return (query) =>
    void query
      .where('purchases.user_id', userId)
      .orWhereRaw('purchases.buyer_email = (select users.email from users where users.id = ?)', [
        userId,
      ])
}

/** SQL: that purchases are a buyer's. It binds `:owner`. */
export function ofBuyerInSql(buyer: Buyer): { sql: string; owner: string | number } {
  return buyer.type === 'account'
    ? { sql: 'purchases.user_id = :owner', owner: buyer.userId }
    : { sql: 'purchases.buyer_email = :owner', owner: buyer.email }
}

/** SQL: that two purchases have the same owner, by the names of their tables in the query. */
export function hasSameBuyer(one: string, other: string): string {
  return `(${one}.user_id = ${other}.user_id or ${one}.buyer_email = ${other}.buyer_email)`
}

/** SQL: joins the accounts of purchases as `users`; its columns are null for an address. */
export const LEFT_JOIN_ACCOUNTS = 'left join users on users.id = purchases.user_id'

/** SQL: the address that a purchase belongs to, of an account or not. */
export const BUYER_EMAIL = `coalesce(purchases.buyer_email,
  (select users.email from users where users.id = purchases.user_id))`

/** SQL: how many purchases an account of `users` has, and waits for, counted up to a limit. */
export function countOfAccount(limit: number): string {
  return `(select count(*) from (select 1 from purchases
    where purchases.user_id = users.id or purchases.buyer_email = users.email
    limit ${limit}) as some_purchases)`
}
