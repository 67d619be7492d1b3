import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type Stripe from 'stripe'
import RecordAudit from '#authority/record_audit'
import type { SyncPass } from '#catalogue/sync/sync_pass'
import { databaseTime } from '#database/columns'
import ProductOpening from '#models/product_opening'

/** A product that is to be offered in the store from now on. */
export interface Opening {
  product: Stripe.Product
  slug: string
  /** What staff asked for who made the product here; null where it was made at Stripe. */
  asked: ProductOpening | null
}

/**
 * Which of these products are to be offered: the active ones that have no configuration.
 */
export async function findOpenings(products: Stripe.Product[], pass: SyncPass): Promise<Opening[]> {
  const rows: { stripe_id: string }[] = await db
    .from('product_configurations')
    .join('products', 'products.id', 'product_configurations.product_id')
    .select('products.stripe_id')
    .whereIn(
      'products.stripe_id',
      products.map((product) => product.id)
    )
  const done = new Set(rows.map((row) => row.stripe_id))
  const opening = products.filter((product) => product.active && !done.has(product.id))
  const asked = await findAsked(opening)
  const slugs = await pass.slugs.allocate(
    opening.map(({ id, name }) => ({ id, name: asked.get(id)?.slug ?? name }))
  )
  if (pass.report.dryRun) {
    pass.slugs.reserve(slugs)
  }
  return opening.map((product, index) => ({
    product,
    slug: slugs[index],
    asked: asked.get(product.id) ?? null,
  }))
}

async function findAsked(products: Stripe.Product[]): Promise<Map<string, ProductOpening>> {
  const rows = await ProductOpening.query().whereIn(
    'productStripeId',
    products.map(({ id }) => id)
  )
  return new Map(rows.map((row) => [row.productStripeId, row]))
}

/**
 * Makes the configurations, with their slugs on record. Their products have to be here already.
 * @returns the ids of the products that have a configuration now
 */
export async function openConfigurations(
  trx: TransactionClientContract,
  openings: Opening[]
): Promise<number[]> {
  if (openings.length === 0) {
    return []
  }
  const now = databaseTime(DateTime.utc())
  const products: { id: number; stripe_id: string }[] = await trx
    .from('products')
    .select('id', 'stripe_id')
    .whereIn(
      'stripe_id',
      openings.map(({ product }) => product.id)
    )
  const productIds = new Map(products.map((row) => [row.stripe_id, row.id]))
  await trx
    .insertQuery()
    .table('product_configurations')
    .multiInsert(
      openings.map(({ product, slug, asked }) => ({
        product_id: productIds.get(product.id),
        slug,
        overview: asked?.overview ?? null,
        content: asked?.content ?? null,
        is_active: asked?.isActive ?? true,
        created_at: now,
        updated_at: now,
      }))
    )

  const configurations: { id: number; slug: string }[] = await trx
    .from('product_configurations')
    .select('id', 'slug')
    .whereIn(
      'slug',
      openings.map(({ slug }) => slug)
    )
  await trx
    .insertQuery()
    .table('product_slugs')
    .multiInsert(
      configurations.map(({ id, slug }) => ({
        slug,
        product_configuration_id: id,
        created_at: now,
      }))
    )
  const ids = new Map(configurations.map(({ id, slug }) => [slug, id]))
  for (const opening of openings) {
    await recordOpening(trx, opening, ids.get(opening.slug) ?? null)
  }
  return [...productIds.values()]
}

/** A product that staff made is theirs in the audit, whoever opened it in the end. */
async function recordOpening(
  trx: TransactionClientContract,
  { product, slug, asked }: Opening,
  configurationId: number | null
) {
  if (asked === null) {
    return
  }
  await new RecordAudit().handle(
    {
      actor: {
        id: asked.actorId,
        label: asked.actorLabel,
        role: null,
        address: asked.actorAddress,
        userAgent: asked.actorUserAgent,
        requestId: asked.actorRequestId,
      },
      action: 'product.created',
      subject: { type: 'product', id: configurationId, label: product.name },
      changes: Object.fromEntries(
        Object.entries({
          name: product.name,
          slug,
          overview: asked.overview,
          content: asked.content,
          is_active: asked.isActive,
        }).map(([field, after]) => [field, { before: null, after }])
      ),
    },
    trx
  )
}
