import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import FindSetting from '#settings/find_setting'
import SaveSetting from '#settings/save_setting'

/** The row of `settings` with the id of the Stripe account that the database belongs to. */
const ACCOUNT = 'stripe_account'

/** The row of `settings` with the account of the key that was refused, as JSON. */
export const OTHER_ACCOUNT = 'other_stripe_account'

/** Products that are looked for where a key may not read its account. */
const KNOWN_PRODUCTS = 3

/** In place of the id of another account that its key may not read. */
export const HIDDEN_ACCOUNT = 'hidden'

/** A key of another account than the database's. */
export interface OtherAccount {
  accountId: string
  /** ISO 8601, UTC. */
  since: string
}

/** The Stripe account that this database belongs to; null before the first sync. */
export function readStripeAccount(): Promise<string | null> {
  return new FindSetting().handle(ACCOUNT)
}

/**
 * Binds the database to a Stripe account permanently, unless it is bound already.
 * @returns the account that the database is bound to
 */
export async function claimStripeAccount(accountId: string): Promise<string> {
  const now = databaseTime(DateTime.utc())
  await db
    .insertQuery()
    .table('settings')
    .insert({ key: ACCOUNT, value: accountId, created_at: now, updated_at: now })
    .knexQuery.onConflict('key')
    .ignore()
  return (await readStripeAccount()) ?? accountId
}

/**
 * Records whose key is set, for the list of what needs attention.
 * @param accountId null if it is the key of the database's own account
 */
export async function recordOtherAccount(accountId: string | null): Promise<void> {
  if (accountId === null) {
    await db.from('settings').where('key', OTHER_ACCOUNT).delete()
    return
  }
  const other: OtherAccount = { accountId, since: DateTime.utc().toISO() }
  await new SaveSetting().handle(OTHER_ACCOUNT, JSON.stringify(other))
}

/** Stripe's ids of a few products that were there at the last sync. */
export async function listProductsOfAccount(): Promise<string[]> {
  const rows = await db
    .from('products')
    .select('stripe_id')
    .whereNull('gone_at')
    .orderBy('id')
    .limit(KNOWN_PRODUCTS)
  return rows.map((row) => row.stripe_id)
}

/**
 * What is wrong with a key of another account, and what to do.
 * @param accountId `HIDDEN_ACCOUNT` where the key may not read its account
 */
export function otherAccountText(accountId: string, databaseAccountId: string): string {
  if (accountId === HIDDEN_ACCOUNT) {
    return `STRIPE_SECRET_KEY is a key of a Stripe account that has none of this store's products, but this database belongs to ${databaseAccountId}; set a key of that account, and give it the right to read the account.`
  }
  return `STRIPE_SECRET_KEY is a key of the Stripe account ${accountId}, but this database belongs to ${databaseAccountId}; set the key of that account, or use another database.`
}
