import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import { followDefaultPrices, suggestDefaultPrices } from '#catalogue/sync/follow_default_prices'
import type { ReportEntry } from '#catalogue/sync/catalogue_report'
import { updateCopies } from '#catalogue/sync/write_copies'
import type { CopyTable, SyncPass } from '#catalogue/sync/sync_pass'
import { databaseTime } from '#database/columns'

/** Copies that are marked per transaction. */
const BATCH = 200

/**
 * Marks the copies of objects that were deleted in Stripe. They leave the store but stay in the
 * database, because purchases refer to them.
 * @returns the Stripe ids whose copies another writer changed meanwhile
 */
export async function markGone(
  table: CopyTable,
  stripeIds: string[],
  pass: SyncPass
): Promise<string[]> {
  const stale: string[] = []
  for (let start = 0; start < stripeIds.length; start += BATCH) {
    const rows = await readPresent(table, stripeIds.slice(start, start + BATCH))
    const late = pass.report.dryRun || rows.length === 0 ? [] : await write(table, rows, pass)
    stale.push(...late)
    pass.report[table].gone.push(
      ...rows.filter((row) => !late.includes(row.stripe_id)).map(entryOf)
    )
  }
  return stale
}

interface PresentRow {
  stripe_id: string
  product_id: number
  name: string
}

function readPresent(table: CopyTable, stripeIds: string[]): Promise<PresentRow[]> {
  const query = db.from(table).select('stripe_id').whereIn('stripe_id', stripeIds)
  return table === 'products'
    ? query.select('id as product_id', 'name').whereNull('gone_at')
    : query.select('product_id', 'stripe_id as name').whereNull('gone_at')
}

function write(table: CopyTable, rows: PresentRow[], pass: SyncPass): Promise<string[]> {
  const productIds = [...new Set(rows.map((row) => row.product_id))]
  const gone = rows.map((row) => ({
    stripeId: row.stripe_id,
    columns: { active: false, gone_at: databaseTime(DateTime.utc()) },
  }))
  return db.transaction(async (trx: TransactionClientContract) => {
    await raiseCatalogueVersion(trx)
    const before = await suggestDefaultPrices(trx, productIds)
    const stale = await updateCopies(trx, table, gone, pass)
    await followDefaultPrices(trx, productIds, before)
    return stale
  })
}

function entryOf(row: PresentRow): ReportEntry {
  return { stripeId: row.stripe_id, name: row.name }
}
