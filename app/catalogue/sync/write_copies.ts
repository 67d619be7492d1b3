import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'
import { withSearchText } from '#database/search_text'
import type { CopyTable, SyncPass } from '#catalogue/sync/sync_pass'

/** A copy and its new column values. */
export interface CopyToWrite {
  stripeId: string
  columns: Record<string, unknown>
}

/** Inserts copies with their first version. A copy that exists already fails the transaction. */
export async function insertCopies(
  trx: TransactionClientContract,
  table: CopyTable,
  copies: CopyToWrite[],
  pass: SyncPass
): Promise<void> {
  if (copies.length > 0) {
    const now = databaseTime(DateTime.utc())
    await trx
      .insertQuery()
      .table(table)
      .multiInsert(
        copies.map(({ stripeId, columns }) => ({
          stripe_id: stripeId,
          ...withSearchText(table, columns),
          synced_at: databaseTime(pass.readAt),
          sync_version: 1,
          created_at: now,
          updated_at: now,
        }))
      )
  }
}

/**
 * Updates each copy whose version is still the one from before Stripe was read.
 * @returns the Stripe ids of the others: they must be read again
 */
export async function updateCopies(
  trx: TransactionClientContract,
  table: CopyTable,
  copies: CopyToWrite[],
  pass: SyncPass
): Promise<string[]> {
  const stale: string[] = []
  const now = databaseTime(DateTime.utc())
  for (const { stripeId, columns } of copies) {
    const version = pass.seen.get(stripeId) ?? 0
    const updated = await trx
      .from(table)
      .where({ stripe_id: stripeId, sync_version: version })
      .update({
        ...withSearchText(table, columns),
        synced_at: databaseTime(pass.readAt),
        sync_version: version + 1,
        updated_at: now,
      })
    if (Number(updated) === 0) {
      stale.push(stripeId)
    }
  }
  return stale
}
