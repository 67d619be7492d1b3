import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type Stripe from 'stripe'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import { compareCopies, type Comparison } from '#catalogue/sync/compare_copies'
import { followDefaultPrices, suggestDefaultPrices } from '#catalogue/sync/follow_default_prices'
import { findOpenings, openConfigurations, type Opening } from '#catalogue/sync/open_configurations'
import { recordDifferences } from '#catalogue/sync/record_differences'
import { productColumns } from '#catalogue/sync/stripe_copies'
import { insertCopies, updateCopies } from '#catalogue/sync/write_copies'
import type { SyncPass } from '#catalogue/sync/sync_pass'

/**
 * Copies products that were read from Stripe, and creates a configuration for each active one that
 * has none. Writes only what differs, in one transaction.
 */
export default class CopyProducts {
  /**
   * @returns the Stripe ids whose copies another writer changed meanwhile: they must be read again
   */
  async handle(products: Stripe.Product[], pass: SyncPass): Promise<string[]> {
    const comparison = await compareCopies('products', products)
    const openings = await findOpenings(products, pass)
    const stale = pass.report.dryRun ? [] : await this.#write(comparison, openings, pass)

    const opened = openings.filter(({ product }) => !stale.includes(product.id))
    const slugs = new Map(opened.map(({ product, slug }) => [product.id, slug]))
    recordDifferences(pass.report.products, comparison, stale, (product) => ({
      stripeId: product.id,
      name: product.name,
      slug: slugs.get(product.id),
    }))
    for (const { product, slug } of opened) {
      pass.report.configurations.push({ stripeId: product.id, name: product.name, slug })
    }
    return stale
  }

  async #write(
    { fresh, changed, unchanged }: Comparison<Stripe.Product>,
    openings: Opening[],
    pass: SyncPass
  ): Promise<string[]> {
    const stamped = pass.stampsUnchanged ? unchanged : []
    if (fresh.length + changed.length + openings.length + stamped.length === 0) {
      return []
    }
    return db.transaction(async (trx) => {
      if (fresh.length + changed.length + openings.length > 0) {
        await raiseCatalogueVersion(trx)
      }
      const before = await suggestDefaultPrices(
        trx,
        await idsOf(
          trx,
          changed.map(({ object }) => object)
        )
      )
      await insertCopies(trx, 'products', fresh.map(copyOf), pass)
      const stale = await updateCopies(
        trx,
        'products',
        [...changed.map(({ object }) => copyOf(object)), ...stamped.map(stampOf)],
        pass
      )
      const opened = await openConfigurations(
        trx,
        openings.filter(({ product }) => !stale.includes(product.id))
      )
      opened.forEach((productId) => before.delete(productId))

      const affected = [
        ...changed.map(({ object }) => object),
        ...openings.map(({ product }) => product),
      ]
      await followDefaultPrices(trx, await idsOf(trx, affected), before)
      return stale
    })
  }
}

function copyOf(product: Stripe.Product) {
  return { stripeId: product.id, columns: productColumns(product) }
}

function stampOf(product: Stripe.Product) {
  return { stripeId: product.id, columns: {} }
}

async function idsOf(
  trx: TransactionClientContract,
  products: Stripe.Product[]
): Promise<number[]> {
  const rows: { id: number }[] = await trx
    .from('products')
    .select('id')
    .whereIn(
      'stripe_id',
      products.map((product) => product.id)
    )
  return rows.map((row) => row.id)
}
