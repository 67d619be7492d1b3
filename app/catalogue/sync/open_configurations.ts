import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type Stripe from 'stripe'
import RecordAudit from '#authority/record_audit'
import type { SyncPass } from '#catalogue/sync/sync_pass'
import { databaseTime } from '#database/columns'
import { withSearchText } from '#database/search_text'
import ProductOpening from '#models/product_opening'

/** A product that gets a configuration. */
export interface Opening {
  product: Stripe.Product
  slug: string
  /** What staff entered when they created the product here; null where it was created in Stripe. */
  requested: ProductOpening | null
}

/**
 * The products that need a configuration: active ones that have none.
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
  const requested = await findRequested(opening)
  const slugs = await pass.slugs.allocate(
    opening.map(({ id, name }) => ({ id, name: requested.get(id)?.slug ?? name }))
  )
  if (pass.report.dryRun) {
    pass.slugs.reserve(slugs)
  }
  return opening.map((product, index) => ({
    product,
    slug: slugs[index],
    requested: requested.get(product.id) ?? null,
  }))
}

async function findRequested(products: Stripe.Product[]): Promise<Map<string, ProductOpening>> {
  const rows = await ProductOpening.query().whereIn(
    'productStripeId',
    products.map(({ id }) => id)
  )
  return new Map(rows.map((row) => [row.productStripeId, row]))
}

/**
 * Creates the configurations and records their slugs. Their products must have been copied before.
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
      openings.map(({ product, slug, requested }) => ({
        product_id: productIds.get(product.id),
        slug,
        ...withSearchText('product_configurations', { overview: requested?.overview ?? null }),
        content: requested?.content ?? null,
        is_active: requested?.isActive ?? true,
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

/**
 * The audit names the staff member who created the product, whichever process writes the
 * configuration.
 */
async function recordOpening(
  trx: TransactionClientContract,
  { product, slug, requested }: Opening,
  configurationId: number | null
) {
  if (requested === null) {
    return
  }
  await new RecordAudit().handle(
    {
      actor: {
        id: requested.actorId,
        label: requested.actorLabel,
        role: null,
        address: requested.actorAddress,
        userAgent: requested.actorUserAgent,
        requestId: requested.actorRequestId,
      },
      action: 'product.created',
      subject: { type: 'product', id: configurationId, label: product.name },
      changes: Object.fromEntries(
        Object.entries({
          name: product.name,
          slug,
          overview: requested.overview,
          content: requested.content,
          is_active: requested.isActive,
        }).map(([field, after]) => [field, { before: null, after }])
      ),
    },
    trx
  )
}
