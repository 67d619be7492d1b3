import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import stripeConfig from '#config/stripe'
import { type PriceColumns, priceText } from '#catalogue/prices/price_text'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import { Deadline } from '#shared/deadline'

/** What the store and Stripe can say differently about a product. A price is named by its id. */
export type DriftField = 'name' | 'description' | 'default_price' | 'state' | `price:${string}`

/** Which of the two sides the other is to follow. */
export type DriftMend = 'take_theirs' | 'give_ours'

/** One difference between the store and Stripe, both sides in words. */
export interface Drift {
  field: DriftField
  /**
   * - `outdated` the copy here is older than Stripe
   * - `chosen` the store says something of its own
   * - `repeated` the store says the same as Stripe, but would not follow it
   */
  reason: 'outdated' | 'chosen' | 'repeated'
  ours: string | null
  theirs: string | null
  mends: DriftMend[]
}

export type FindDriftOutcome =
  | { type: 'found'; drifts: Drift[] }
  | { type: 'not_found' }
  /** Stripe cannot be asked. */
  | { type: 'unavailable'; problem: string }

interface ProductRow {
  product_id: number
  stripe_id: string
  name: string
  description: string | null
  active: boolean | number
  gone_at: string | Date | null
  default_price_stripe_id: string | null
  name_override: string | null
  overview: string | null
  archived_at: string | Date | null
  default_price_id: number | null
}

type PriceRow = PriceColumns & { id: number; stripe_id: string }

/** A product as it is here, and as it is at Stripe. */
interface BothSides {
  row: ProductRow
  copies: PriceRow[]
  product: Stripe.Product
  prices: Stripe.Price[]
}

/**
 * In what a product and its prices differ between this store and Stripe, which is read afresh.
 */
@inject()
export default class FindDrift {
  constructor(private gateway: PaymentGateway) {}

  async handle(configurationId: number): Promise<FindDriftOutcome> {
    const row = await findRow(configurationId)
    if (row === null) {
      return { type: 'not_found' }
    }
    try {
      return { type: 'found', drifts: await this.#compare(row) }
    } catch (error) {
      if (error instanceof PaymentGatewayError) {
        return { type: 'unavailable', problem: error.message }
      }
      throw error
    }
  }

  async #compare(row: ProductRow): Promise<Drift[]> {
    const deadline = new Deadline(stripeConfig.interactiveDeadline)
    const product = await this.gateway.retrieveProduct(row.stripe_id, deadline)
    if (product === null) {
      return row.gone_at === null ? [goneDrift(row)] : []
    }
    const prices = await this.gateway.listPricesOf(row.stripe_id, deadline)
    const copies: PriceRow[] = await db
      .from('prices')
      .where('product_id', row.product_id)
      .orderBy('id')
    const sides = { row, copies, product, prices }
    return [
      textDrift('name', {
        own: row.name_override,
        copy: row.name,
        theirs: product.name,
      }),
      textDrift('description', {
        own: row.overview,
        copy: row.description,
        theirs: product.description || null,
      }),
      stateDrift(sides),
      defaultPriceDrift(sides),
      ...priceDrifts(sides),
    ].filter((drift) => drift !== null)
  }
}

async function findRow(configurationId: number): Promise<ProductRow | null> {
  const row = await db
    .from('product_configurations')
    .join('products', 'products.id', 'product_configurations.product_id')
    .where('product_configurations.id', configurationId)
    .select(
      'product_configurations.product_id',
      'product_configurations.name_override',
      'product_configurations.overview',
      'product_configurations.archived_at',
      'product_configurations.default_price_id',
      'products.stripe_id',
      'products.name',
      'products.description',
      'products.active',
      'products.gone_at',
      'products.default_price_stripe_id'
    )
    .first()
  return row ?? null
}

function goneDrift(row: ProductRow): Drift {
  return {
    field: 'state',
    reason: 'outdated',
    ours: row.active ? 'Active' : 'Archived',
    theirs: 'Deleted',
    mends: ['take_theirs'],
  }
}

function textDrift(
  field: 'name' | 'description',
  { own, copy, theirs }: { own: string | null; copy: string | null; theirs: string | null }
): Drift | null {
  if (own !== null) {
    return own === theirs
      ? { field, reason: 'repeated', ours: own, theirs, mends: ['take_theirs'] }
      : { field, reason: 'chosen', ours: own, theirs, mends: ['take_theirs', 'give_ours'] }
  }
  return copy === theirs
    ? null
    : { field, reason: 'outdated', ours: copy, theirs, mends: ['take_theirs'] }
}

/** A draft is nobody's business at Stripe; only what is archived on one side alone is a difference. */
function stateDrift({ row, product }: BothSides): Drift | null {
  const isArchived = row.archived_at !== null
  if (isArchived === product.active) {
    return {
      field: 'state',
      reason: 'chosen',
      ours: isArchived ? 'Archived' : 'Active',
      theirs: product.active ? 'Active' : 'Archived',
      mends: ['take_theirs', 'give_ours'],
    }
  }
  const copyIsActive = Boolean(row.active) && row.gone_at === null
  return copyIsActive === product.active
    ? null
    : {
        field: 'state',
        reason: 'outdated',
        ours: copyIsActive ? 'Active' : 'Archived',
        theirs: product.active ? 'Active' : 'Archived',
        mends: ['take_theirs'],
      }
}

function defaultPriceDrift({ row, copies, product, prices }: BothSides): Drift | null {
  const ours = copies.find(({ id }) => id === row.default_price_id) ?? null
  const theirs = prices.find(({ id }) => id === product.default_price) ?? null
  if ((ours?.stripe_id ?? null) === (theirs?.id ?? null)) {
    return null
  }
  const canBeGiven = prices.some(({ id, active }) => active && id === ours?.stripe_id)
  return {
    field: 'default_price',
    reason: row.default_price_stripe_id === (theirs?.id ?? null) ? 'chosen' : 'outdated',
    ours: ours && priceText(ours),
    theirs: theirs && priceText(columnsOf(theirs)),
    mends: [
      ...(theirs ? (['take_theirs'] as const) : []),
      ...(canBeGiven ? (['give_ours'] as const) : []),
    ],
  }
}

function priceDrifts({ copies, prices }: BothSides): Drift[] {
  const ids = new Set([...copies.map((copy) => copy.stripe_id), ...prices.map(({ id }) => id)])
  return [...ids]
    .map((stripeId): Drift | null => {
      const copy = copies.find((one) => one.stripe_id === stripeId)
      const price = prices.find(({ id }) => id === stripeId)
      const ours = copy ? priceText(copy) : null
      const theirs = price ? priceText(columnsOf(price)) : null
      return ours === theirs || (!price && copy?.gone_at)
        ? null
        : {
            field: `price:${stripeId}`,
            reason: 'outdated',
            ours,
            theirs,
            mends: ['take_theirs'],
          }
    })
    .filter((drift) => drift !== null)
}

function columnsOf(price: Stripe.Price): PriceColumns {
  return {
    unit_amount: price.unit_amount,
    currency: price.currency,
    interval: price.recurring?.interval ?? null,
    interval_count: price.recurring?.interval_count ?? null,
    nickname: price.nickname || null,
    active: price.active,
    gone_at: null,
  }
}
