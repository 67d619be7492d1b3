import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import type { Buyer } from '#buyers/buyer'

/** A query of `purchases`, of a model or of plain rows. */
interface PurchaseQuery {
  where: (column: string, value: string | number) => unknown
}

interface RangeQuery {
  where: (column: string, operator: string, value: string) => unknown
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

/** SQL: the address that a purchase belongs to, where its account is joined. */
export const JOINED_EMAIL = 'coalesce(purchases.buyer_email, users.email)'

/** SQL: that a purchase waits until an account confirms its address. */
export const IS_WAITING = 'purchases.buyer_email is not null'

/** The same as a condition. A range, because SQLite uses no index for "is not null". */
export function thatWait(query: RangeQuery): void {
  query.where('purchases.buyer_email', '>', '')
}

/**
 * The ids of purchases by the addresses of their owners, for `whereIn`: of accounts and of those that
 * have none, by the index of either.
 * @param narrow limits a query by a column of addresses
 */
export function idsByAddress(
  narrow: (query: DatabaseQueryBuilderContract, column: string) => void
): DatabaseQueryBuilderContract {
  const accounts = db.from('users').select('users.id')
  narrow(accounts, 'users.email')
  const waiting = db.from('purchases').select('purchases.id').whereRaw(IS_WAITING)
  narrow(waiting, 'purchases.buyer_email')
  return db
    .from('purchases')
    .select('purchases.id')
    .whereIn('purchases.user_id', accounts)
    .unionAll(waiting)
}

/** SQL: the address that a purchase belongs to, of an account or not. */
export const BUYER_EMAIL = `coalesce(purchases.buyer_email,
  (select users.email from users where users.id = purchases.user_id))`

/** SQL: how many purchases an account of `users` has, and waits for, counted up to a limit. */
export function countOfAccount(limit: number): string {
  return `(select count(*) from (select 1 from purchases
    where purchases.user_id = users.id or purchases.buyer_email = users.email
    limit ${limit}) as some_purchases)`
}
