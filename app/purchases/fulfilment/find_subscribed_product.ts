import type Stripe from 'stripe'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { idOf } from '#stripe/stripe_objects'
import { priceSnapshot } from '#purchases/fulfilment/bought_lines'
import ProductConfiguration from '#models/product_configuration'
import type { PriceSnapshot, ProductSnapshot } from '#models/purchase'
import type { FoundExpectedCheckout } from '#purchases/fulfilment/find_expected_checkout'

/** What a purchase is of now. */
export interface SubscribedProduct {
  productConfigurationId: number
  product: ProductSnapshot
  price: PriceSnapshot
  /** A product that the subscription was changed to, and that is not here. */
  unknownProductStripeId: string | null
}

/**
 * The product that a subscription pays for now. A buyer may have changed the plan in Stripe's portal, or
 * the merchant in the dashboard. A subscription that (also) has the product of its checkout stays with
 * it, as does one whose items are those that were paid in the checkout, and one whose new product is
 * not here. With several other products the first item decides.
 */
export default class FindSubscribedProduct {
  async handle(
    { subscription, lineItems }: CheckoutFacts,
    { checkout, product, price }: FoundExpectedCheckout
  ): Promise<SubscribedProduct> {
    const asBought = { productConfigurationId: checkout.productConfigurationId, product, price }
    const items = (subscription?.items.data ?? []).toSorted(
      (one, other) => one.created - other.created || (one.id < other.id ? -1 : 1)
    )
    const isAsBought =
      items.length === 0 ||
      items.some(
        ({ price: { id, product: itsProduct } }) =>
          idOf(itsProduct) === product.stripeId || lineItems.some((line) => line.price?.id === id)
      )
    if (isAsBought) {
      return { ...asBought, unknownProductStripeId: null }
    }
    const configurations = await findConfigurations(items)
    for (const item of items) {
      const found = configurations.find((one) => isOf(one, item))
      if (found) {
        return {
          productConfigurationId: found.id,
          product: {
            stripeId: found.product.stripeId,
            name: found.name,
            description: found.product.description,
          },
          price: priceSnapshot(item.price, subscription!.currency),
          unknownProductStripeId: null,
        }
      }
    }
    return { ...asBought, unknownProductStripeId: idOf(items[0].price.product) }
  }
}

function findConfigurations(items: Stripe.SubscriptionItem[]): Promise<ProductConfiguration[]> {
  const stripeIds = items.map((item) => idOf(item.price.product) ?? '')
  return ProductConfiguration.query()
    .whereHas('product', (products) => products.whereIn('stripeId', stripeIds))
    .preload('product')
}

function isOf({ product }: ProductConfiguration, item: Stripe.SubscriptionItem): boolean {
  return product.stripeId === idOf(item.price.product)
}
