import type {
  CataloguePrice,
  CatalogueProduct,
  CataloguePromotionCode,
} from '#stripe_emulator/catalogue/types'
import { setCurrencyAmounts } from '#stripe_emulator/checkout/currency_amounts'
import { ownAddress } from '#stripe_emulator/presentation'
import { buildCoupon } from '#stripe_emulator/resources/coupons'
import { buildPrice } from '#stripe_emulator/resources/prices'
import { buildProduct } from '#stripe_emulator/resources/product_changes'
import { buildPromotionCode } from '#stripe_emulator/resources/promotion_codes'
import type { World } from '#stripe_emulator/world'

/** Adds products with their prices, without raising events. */
export function fillCatalogue(world: World, catalogue: CatalogueProduct[]) {
  const { products, prices } = world.store
  for (const given of catalogue) {
    const product = products.add(
      buildProduct(world.now(), {
        id: given.id,
        name: given.name,
        description: given.description,
        active: given.active,
        images: given.cover ? [ownAddress(`/_catalogue/covers/${given.cover}`)] : [],
        metadata: given.metadata,
      })
    )
    product.default_price = given.default_price ?? null
    for (const price of given.prices) {
      const added = prices.add(buildPrice(world.now(), priceInput(price, given.id)))
      setCurrencyAmounts(world, added, price.other_currencies ?? {})
    }
  }
  world.store.changed()
}

/** Adds promotion codes, each with a coupon of its own, without raising events. */
export function fillPromotionCodes(world: World, codes: CataloguePromotionCode[]) {
  const { coupons, promotionCodes } = world.store
  for (const { code, name, percent_off } of codes) {
    const coupon = coupons.add(buildCoupon(world.now(), { name, percent_off }))
    promotionCodes.add(
      buildPromotionCode(world.now(), { code, promotion: { type: 'coupon', coupon: coupon.id } })
    )
  }
  world.store.changed()
}

/** Adds many plain products without raising events, to test a store with a large catalogue. */
export function fillInBulk(world: World, count: { products: number; pricesEach: number }) {
  const start = world.store.products.size
  const numbers = Array.from({ length: count.products }, (_, index) => start + index + 1)
  fillCatalogue(
    world,
    numbers.map((number) => bulkProduct(number, count.pricesEach))
  )
}

function bulkProduct(number: number, pricesEach: number): CatalogueProduct {
  const label = String(number).padStart(5, '0')
  const prices = Array.from({ length: pricesEach }, (_, index) => ({
    id: `price_bulk_${label}_${index + 1}`,
    currency: 'usd',
    unit_amount: 500 + ((number * 37 + index * 100) % 9500),
  }))
  return {
    id: `prod_bulk_${label}`,
    name: `Bulk product ${label}`,
    description: `Number ${number} of a large catalogue.`,
    prices,
    default_price: prices[0]?.id,
  }
}

function priceInput(price: CataloguePrice, product: string) {
  return {
    ...price,
    product,
    custom_unit_amount: price.custom_unit_amount && { ...price.custom_unit_amount, enabled: true },
  }
}
