import type Stripe from 'stripe'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { idOf } from '#stripe/stripe_objects'
import { priceSnapshot } from '#purchases/fulfilment/bought_price'
import ProductConfiguration from '#models/product_configuration'
import type { PriceSnapshot, ProductSnapshot } from '#models/purchase'
import { productSnapshot } from '#purchases/product_snapshot'
import type { PurchaseOfProduct } from '#purchases/fulfilment/purchase_state'
import type { KnownProduct } from '#purchases/fulfilment/find_expected_checkout'

/** What a purchase is of now. */
export interface SubscribedProduct {
  productConfigurationId: number
  product: ProductSnapshot
  price: PriceSnapshot
  /** The price that it has now. */
  priceStripeId: string
  /** A product that the subscription was changed to, and that cannot be this purchase's. */
  unknownProductStripeId: string | null
}

/** What the purchases of a checkout are of now, by Stripe's id of what was sold. */
export type SubscribedProducts = ReadonlyMap<string, SubscribedProduct>

/**
 * The products and prices that the purchases of a checkout are of now. A buyer may have changed the plan in Stripe's
 * portal, or the merchant in the dashboard. A subscription that still has the product of its checkout
 * stays with it, as does one whose new product is not here, or is another purchase of the same
 * checkout.
 */
export default class FindSubscribedProduct {
  async handle(
    facts: CheckoutFacts,
    purchases: PurchaseOfProduct[],
    known: ReadonlyMap<string, KnownProduct>
  ): Promise<SubscribedProducts> {
    const subscribed = new Map<string, SubscribedProduct>()
    const ids = purchases.map(({ productStripeId: id }) => known.get(id)!.productConfigurationId)
    for (const [index, purchase] of purchases.entries()) {
      const taken = [...ids.slice(0, index), ...ids.slice(index + 1)]
      const product = await this.#find(facts, purchase, known.get(purchase.productStripeId)!, taken)
      ids[index] = product.productConfigurationId
      subscribed.set(purchase.productStripeId, product)
    }
    return subscribed
  }

  /** @param taken the products of the other purchases: a checkout has one purchase per product */
  async #find(
    facts: CheckoutFacts,
    { productStripeId, price, items }: PurchaseOfProduct,
    known: KnownProduct,
    taken: number[]
  ): Promise<SubscribedProduct> {
    const boughtPrice = price ?? known.price!
    const asBought = {
      productConfigurationId: known.productConfigurationId,
      product: known.product,
      price: boughtPrice,
      priceStripeId: boughtPrice.stripeId,
      unknownProductStripeId: null,
    }
    const own =
      items.find((item) => item.price.id === boughtPrice.stripeId) ??
      items.find((item) => idOf(item.price.product) === productStripeId)
    if (own) {
      return { ...asBought, priceStripeId: own.price.id }
    }
    const configurations = await findConfigurations(items)
    for (const item of items) {
      const found = configurations.find((one) => isOf(one, item) && !taken.includes(one.id))
      if (found) {
        return {
          productConfigurationId: found.id,
          product: productSnapshot(found),
          price: priceSnapshot(item.price, facts.subscription!.currency),
          priceStripeId: item.price.id,
          unknownProductStripeId: null,
        }
      }
    }
    return { ...asBought, unknownProductStripeId: idOf(items.at(0)?.price.product) }
  }
}

async function findConfigurations(
  items: Stripe.SubscriptionItem[]
): Promise<ProductConfiguration[]> {
  if (items.length === 0) {
    return []
  }
  const stripeIds = items.map((item) => idOf(item.price.product) ?? '')
  return ProductConfiguration.query()
    .whereHas('product', (products) => products.whereIn('stripeId', stripeIds))
    .preload('product')
}

function isOf({ product }: ProductConfiguration, item: Stripe.SubscriptionItem): boolean {
  return product.stripeId === idOf(item.price.product)
}
