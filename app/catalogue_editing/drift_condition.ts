/**
 * Whether a product stands differently here and at Stripe, as far as the copies alone can tell: an
 * SQL condition for queries of configurations joined with `products` and, by their default price,
 * left-joined with `prices`. `FindDrift` asks Stripe itself.
 */
export const DRIFT_SIGN = `(
  (product_configurations.archived_at is null
    and (not products.active or products.gone_at is not null))
  or (product_configurations.archived_at is not null and products.active)
  or (prices.id is not null and (not prices.active or prices.gone_at is not null))
  or (products.default_price_stripe_id is not null
    and products.default_price_stripe_id <> coalesce(prices.stripe_id, ''))
)`

/** The same for queries of configurations alone. */
export const HAS_DRIFT = `(select ${DRIFT_SIGN} from products
  left join prices on prices.id = product_configurations.default_price_id
  where products.id = product_configurations.product_id)`
