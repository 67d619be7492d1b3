import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import stripeConfig from '#config/stripe'
import { type PriceColumns, priceText } from '#catalogue/prices/price_text'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import { problemOf } from '#stripe/refusal_text'
import { Deadline } from '#shared/deadline'

/** The fields in which the store and Stripe may differ. A price is named by its Stripe id. */
export type DriftField = 'name' | 'description' | 'default_price' | 'state' | `price:${string}`

/** The side that changes: the store takes Stripe's value, or Stripe gets the store's. */
export type DriftFix = 'take_theirs' | 'give_ours'

/** One difference between the store and Stripe, both sides as text. */
export interface Drift {
  field: DriftField
  /**
   * - `outdated` the local copy is older than Stripe's value
   * - `chosen` the store overrides Stripe's value
   * - `repeated` the store's override equals Stripe's value, but would not follow it
   */
  reason: 'outdated' | 'chosen' | 'repeated'
  ours: string | null
  theirs: string | null
  fixes: DriftFix[]
}

/** `found` with an empty list where the two sides match. */
export type FindDriftOutcome =
  | { type: 'found'; drifts: Drift[] }
  | { type: 'not_found' }
  /** Stripe cannot be reached. */
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

/** A product in the store and in Stripe. */
interface BothSides {
  row: ProductRow
  copies: PriceRow[]
  product: Stripe.Product
  prices: Stripe.Price[]
}

/**
 * The differences between the store and Stripe in a product and its prices. Reads Stripe; changes
 * nothing.
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
        return { type: 'unavailable', problem: problemOf(error) }
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
    fixes: ['take_theirs'],
  }
}

function textDrift(
  field: 'name' | 'description',
  { own, copy, theirs }: { own: string | null; copy: string | null; theirs: string | null }
): Drift | null {
  if (own !== null) {
    return own === theirs
      ? { field, reason: 'repeated', ours: own, theirs, fixes: ['take_theirs'] }
      : { field, reason: 'chosen', ours: own, theirs, fixes: ['take_theirs', 'give_ours'] }
  }
  return copy === theirs
    ? null
    : { field, reason: 'outdated', ours: copy, theirs, fixes: ['take_theirs'] }
}

/** A draft may be active in Stripe; only being archived on one side alone is a difference. */
function stateDrift({ row, product }: BothSides): Drift | null {
  const isArchived = row.archived_at !== null
  if (isArchived === product.active) {
    return {
      field: 'state',
      reason: 'chosen',
      ours: isArchived ? 'Archived' : 'Active',
      theirs: product.active ? 'Active' : 'Archived',
      fixes: ['take_theirs', 'give_ours'],
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
        fixes: ['take_theirs'],
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
    fixes: [
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
            fixes: ['take_theirs'],
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
