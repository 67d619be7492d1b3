import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import type { DateTime } from 'luxon'
import { databaseTime } from '#database/columns'
import { whereSellable } from '#queries/sellable_prices'

/**
 * Limits a query of configurations joined with their products to those that the store shows: active
 * here and in Stripe, and within their time.
 */
export function whereShown<Query extends DatabaseQueryBuilderContract<any>>(
  query: Query,
  now: DateTime
) {
  const moment = databaseTime(now)
  return query
    .where('product_configurations.is_active', true)
    .whereNull('product_configurations.archived_at')
    .where((from) =>
      from
        .whereNull('product_configurations.available_from')
        .orWhere('product_configurations.available_from', '<=', moment)
    )
    .where((until) =>
      until
        .whereNull('product_configurations.available_until')
        .orWhere('product_configurations.available_until', '>', moment)
    )
    .where('products.active', true)
    .whereNull('products.gone_at')
}

/**
 * Limits a query further to those in the shop window: listed, with a price to pay.
 */
export function whereListed<Query extends DatabaseQueryBuilderContract<any>>(
  query: Query,
  now: DateTime
) {
  return whereShown(query, now)
    .where('product_configurations.is_listed', true)
    .whereExists(
      whereSellable(db.from('prices').select(db.rawQuery('1'))).whereColumn(
        'prices.product_id',
        'products.id'
      )
    )
}

/**
 * Configurations with their products, for the functions above.
 */
export function productsOnSale() {
  return db
    .from('product_configurations')
    .join('products', 'products.id', 'product_configurations.product_id')
}
