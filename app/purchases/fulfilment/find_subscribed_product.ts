import type Stripe from 'stripe'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { idOf } from '#stripe/stripe_objects'
import { boughtLine, furtherLines, priceSnapshot } from '#purchases/fulfilment/bought_lines'
import ProductConfiguration from '#models/product_configuration'
import type { PriceSnapshot, ProductSnapshot } from '#models/purchase'
import { productSnapshot } from '#purchases/product_snapshot'
import type { ExpectedCheckout } from '#purchases/fulfilment/expected_checkout'
import type { FoundExpectedCheckout } from '#purchases/fulfilment/find_expected_checkout'

/** What a purchase is of now. */
export interface SubscribedProduct {
  productConfigurationId: number
  product: ProductSnapshot
  price: PriceSnapshot
  /** The price that it has now. */
  priceStripeId: string
  /** A product that the subscription was changed to, and that is not here. */
  unknownProductStripeId: string | null
}

/**
 * The product and the price that a subscription pays for now. A buyer may have changed the plan in
 * Stripe's portal, or the merchant in the dashboard. A subscription that (also) has the product of its
 * checkout stays with it, as does one that still has the price that was paid in the checkout, and one
 * whose new product is not here. With several other products the first item decides. What was added at
 * the checkout never decides: it is granted by itself.
 */
export default class FindSubscribedProduct {
  async handle(facts: CheckoutFacts, expected: FoundExpectedCheckout): Promise<SubscribedProduct> {
    const { checkout, product, price } = expected
    const boughtId = boughtLine(facts.lineItems, checkout)?.price?.id ?? checkout.priceStripeId
    const asBought = {
      productConfigurationId: checkout.productConfigurationId,
      product,
      price,
      priceStripeId: boughtId,
      unknownProductStripeId: null,
    }
    const items = decidingItems(facts, checkout)
    const own =
      items.find((item) => item.price.id === boughtId) ??
      items.find((item) => idOf(item.price.product) === product.stripeId)
    if (own) {
      return { ...asBought, priceStripeId: own.price.id }
    }
    const configurations = await findConfigurations(items)
    for (const item of items) {
      const found = configurations.find((one) => isOf(one, item))
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

/** The items of a subscription, oldest first, without those of further lines of its checkout. */
function decidingItems(
  facts: CheckoutFacts,
  checkout: ExpectedCheckout
): Stripe.SubscriptionItem[] {
  const further = furtherLines(facts, checkout).map((line) => line.priceSnapshot.stripeId)
  return (facts.subscription?.items.data ?? [])
    .filter(({ price }) => !further.includes(price.id))
    .toSorted((one, other) => one.created - other.created || (one.id < other.id ? -1 : 1))
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
