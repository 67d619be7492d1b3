import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'

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
 * The condition that purchases are an account's, or wait for its address until an account confirms it.
 * Staff see both; the account itself does not.
 */
export function ofAccountOrItsAddress(userId: number): (query: EitherQuery) => void {
  return (query) =>
    void query
      .where('purchases.user_id', userId)
      .orWhereRaw('purchases.buyer_email = (select users.email from users where users.id = ?)', [
        userId,
      ])
}

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
