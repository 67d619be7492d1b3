import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import type { DateTime } from 'luxon'
import { productStanding, type Standing, STANDINGS } from '#catalogue/product_standing'
import { databaseTime, readTimeOrNull } from '#database/columns'
import { HAS_PRICE } from '#catalogue/prices/sellable_prices'

/** The columns that a standing is worked out from. */
export interface StandingRow {
  is_active: boolean | number
  is_listed: boolean | number
  archived_at: string | Date | null
  available_from: string | Date | null
  available_until: string | Date | null
  stripe_active: boolean | number
  gone_at: string | Date | null
  has_price: boolean | number
}

/** The columns of `StandingRow`, for queries of configurations joined with their products. */
export const STANDING_COLUMNS = [
  'product_configurations.is_active',
  'product_configurations.is_listed',
  'product_configurations.archived_at',
  'product_configurations.available_from',
  'product_configurations.available_until',
  'products.active as stripe_active',
  'products.gone_at',
  db.rawQuery(`${HAS_PRICE} as has_price`),
]

/** The rules of `productStanding` in SQL. None of them is ever null. */
const CONDITIONS: Record<Standing, string> = {
  archived: 'product_configurations.archived_at is not null',
  draft: 'product_configurations.is_active = false',
  gone: 'products.gone_at is not null',
  archived_at_stripe: 'products.active = false',
  ended: `product_configurations.available_until is not null
    and product_configurations.available_until <= :now`,
  scheduled: `product_configurations.available_from is not null
    and product_configurations.available_from > :now`,
  no_price: `not ${HAS_PRICE}`,
  unlisted: 'product_configurations.is_listed = false',
  on_sale: 'true',
}

/**
 * The standing of a row's product at a given time.
 */
export function readStanding(row: StandingRow, now: DateTime): Standing {
  return productStanding(
    {
      isActive: Boolean(row.is_active),
      isListed: Boolean(row.is_listed),
      archivedAt: readTimeOrNull(row.archived_at),
      availableFrom: readTimeOrNull(row.available_from),
      availableUntil: readTimeOrNull(row.available_until),
      isActiveAtStripe: Boolean(row.stripe_active),
      goneAt: readTimeOrNull(row.gone_at),
      hasPrice: Boolean(row.has_price),
    },
    now
  )
}

/**
 * Limits a query of configurations joined with their products to one standing.
 */
export function whereStanding<Query extends DatabaseQueryBuilderContract<any>>(
  query: Query,
  standing: Standing,
  now: DateTime
) {
  const bindings = { now: databaseTime(now) }
  for (const earlier of STANDINGS.slice(0, STANDINGS.indexOf(standing))) {
    query.whereRaw(`not (${CONDITIONS[earlier]})`, bindings)
  }
  return query.whereRaw(`(${CONDITIONS[standing]})`, bindings)
}

/**
 * Configurations with their products, for `whereStanding`.
 */
export function productsOnSale() {
  return db
    .from('product_configurations')
    .join('products', 'products.id', 'product_configurations.product_id')
}
