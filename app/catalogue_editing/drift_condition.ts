/**
 * SQL condition: whether a product differs between the store and Stripe, as far as the local copies
 * show. For queries of configurations joined with `products` and, by their default price,
 * left-joined with `prices`. `FindDrift` reads Stripe itself.
 */
export const DRIFT_CONDITION = `(
  (product_configurations.archived_at is null
    and (not products.active or products.gone_at is not null))
  or (product_configurations.archived_at is not null and products.active)
  or (prices.id is not null and (not prices.active or prices.gone_at is not null))
  or (products.default_price_stripe_id is not null
    and products.default_price_stripe_id <> coalesce(prices.stripe_id, ''))
)`

/** The same as a subquery, for queries of configurations alone. */
export const HAS_DRIFT = `(select ${DRIFT_CONDITION} from products
  left join prices on prices.id = product_configurations.default_price_id
  where products.id = product_configurations.product_id)`
