import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import factory from '@adonisjs/lucid/factories'
import Price from '#models/price'
import Product from '#models/product'
import ProductConfiguration from '#models/product_configuration'

/**
 * Copies of Stripe products that do not exist in Stripe.
 */
export const ProductFactory = factory
  .define(Product, ({ faker }) => ({
    stripeId: `prod_${randomUUID()}`,
    livemode: false,
    name: faker.commerce.productName(),
    description: faker.commerce.productDescription(),
    images: [],
    active: true,
    defaultPriceStripeId: null,
    metadata: {},
    stripeData: {},
    syncedAt: DateTime.utc(),
    goneAt: null,
  }))
  .build()

/**
 * Copies of Stripe prices: 12 US dollars once, unless merged or changed by a state.
 */
export const PriceFactory = factory
  .define(Price, () => ({
    stripeId: `price_${randomUUID()}`,
    livemode: false,
    currency: 'usd',
    unitAmount: 1200,
    unitAmountDecimal: '1200',
    type: 'one_time',
    interval: null,
    intervalCount: null,
    customUnitAmount: null,
    nickname: null,
    active: true,
    stripeData: { created: 1_790_000_000 },
    syncedAt: DateTime.utc(),
    goneAt: null,
  }))
  .state('monthly', (price) => {
    price.type = 'recurring'
    price.interval = 'month'
    price.intervalCount = 1
  })
  .state('free', (price) => {
    price.unitAmount = 0
    price.unitAmountDecimal = '0'
  })
  .build()

/**
 * Product configurations; they need a `productId`. `createProduct` below creates all three at once.
 */
export const ProductConfigurationFactory = factory
  .define(ProductConfiguration, ({ faker }) => ({
    slug: `${faker.lorem.slug(3)}-${faker.string.alphanumeric({ length: 6, casing: 'lower' })}`,
    isActive: true,
    isListed: true,
    position: 0,
  }))
  .build()

export interface ProductForSale {
  product: Product
  price: Price
  configuration: ProductConfiguration
}

/**
 * Creates a product with one price, its configuration and the row of its slug.
 */
export async function createProduct(
  with_: {
    product?: Partial<Product>
    price?: Partial<Price>
    configuration?: Partial<ProductConfiguration>
  } = {}
): Promise<ProductForSale> {
  const product = await ProductFactory.merge((with_.product ?? {}) as never).create()
  const price = await PriceFactory.merge({
    productId: product.id,
    ...(with_.price ?? {}),
  } as never).create()
  const configuration = await ProductConfigurationFactory.merge({
    productId: product.id,
    defaultPriceId: price.id,
    ...(with_.configuration ?? {}),
  } as never).create()
  await configuration.related('slugs').create({ slug: configuration.slug })
  await configuration.load('product')
  return { product, price, configuration }
}
