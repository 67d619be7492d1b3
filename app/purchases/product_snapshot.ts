import type ProductConfiguration from '#models/product_configuration'
import type { ProductSnapshot } from '#models/purchase'

/** A product as a purchase keeps it. Needs `product` preloaded. */
export function productSnapshot({ name, product }: ProductConfiguration): ProductSnapshot {
  return { stripeId: product.stripeId, name, description: product.description }
}
