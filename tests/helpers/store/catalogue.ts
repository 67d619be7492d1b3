import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import type { CatalogueReport } from '#catalogue/sync/catalogue_report'
import { json } from '#database/columns'

/** Copies the catalogue, as the command does. */
export async function syncCatalogue(
  input: Parameters<SyncCatalogue['handle']>[0] = {}
): Promise<CatalogueReport> {
  const sync = await app.container.make(SyncCatalogue)
  return sync.handle(input)
}

/** Every table that a sync may write, to compare before and after. */
export async function readCatalogue(): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {}
  for (const table of ['products', 'prices', 'product_configurations', 'product_slugs']) {
    tables[table] = await db.from(table).orderBy('id')
  }
  tables.settings = await db.from('settings').orderBy('key')
  return tables
}

/** What the store has stored for a Stripe product: its copy, its configuration, its default price. */
export async function readProduct(stripeId: string) {
  const product = await db.from('products').where('stripe_id', stripeId).first()
  const configuration = product
    ? await db.from('product_configurations').where('product_id', product.id).first()
    : null
  const defaultPrice = configuration?.default_price_id
    ? await db.from('prices').where('id', configuration.default_price_id).first()
    : null
  return {
    product: product && {
      ...product,
      active: Boolean(product.active),
      images: json.consume(product.images),
    },
    configuration,
    defaultPriceStripeId: (defaultPrice?.stripe_id ?? null) as string | null,
  }
}
