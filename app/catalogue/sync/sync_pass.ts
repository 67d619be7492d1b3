import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { CatalogueReport } from '#catalogue/sync/catalogue_report'
import type { SlugAllocator } from '#catalogue/sync/slug_allocator'

export type CopyTable = 'products' | 'prices'

/**
 * What one pass over Stripe's objects goes by.
 *
 * A copy is written only if its version is still the one that was seen before Stripe was read: a
 * pass that read Stripe earlier must not overwrite one that read it later.
 */
export interface SyncPass {
  /** The versions of the local copies before Stripe was read, by Stripe id. */
  seen: ReadonlyMap<string, number>
  readAt: DateTime
  report: CatalogueReport
  slugs: SlugAllocator

  /**
   * Whether a copy that agrees with Stripe gets a new version too, which turns away a slower read
   * of an older state.
   */
  stampsUnchanged: boolean
}

/**
 * The versions of all copies, or of the named ones.
 */
export async function readVersions(
  table: CopyTable,
  stripeIds?: string[]
): Promise<Map<string, number>> {
  const query = db.from(table).select('stripe_id', 'sync_version')
  const rows = await (stripeIds ? query.whereIn('stripe_id', stripeIds) : query)
  return new Map(
    rows.map((row: { stripe_id: string; sync_version: number }) => [
      row.stripe_id,
      row.sync_version,
    ])
  )
}
