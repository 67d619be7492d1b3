import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { CatalogueReport } from '#catalogue/sync/catalogue_report'
import type { SlugAllocator } from '#catalogue/sync/slug_allocator'

export type CopyTable = 'products' | 'prices'

/**
 * The state of one pass over Stripe's objects.
 *
 * A copy is written only if its version is still the one from before Stripe was read: a pass that
 * read Stripe earlier must not overwrite a later one.
 */
export interface SyncPass {
  /** The versions of the local copies before Stripe was read, by Stripe id. */
  seen: ReadonlyMap<string, number>
  readAt: DateTime
  report: CatalogueReport
  slugs: SlugAllocator

  /**
   * Whether an unchanged copy gets a new version too, so that a slower read of an older state
   * cannot overwrite it.
   */
  stampsUnchanged: boolean
}

/**
 * The versions of all copies, or of some, by Stripe id.
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
