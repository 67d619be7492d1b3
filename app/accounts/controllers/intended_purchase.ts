import type { HttpContext } from '@adonisjs/core/http'
import { isHidden } from '#catalogue/product_standing'
import { SLUG } from '#shared/slug'
import { rememberChoice } from '#checkout/controllers/resume_checkout'
import FindStoreProduct from '#catalogue/find_store_product'

/** The format of Stripe's price ids; anything else is ignored. */
const PRICE_ID = /^price_\w{1,200}$/

/**
 * What a visitor was about to buy when they were asked to sign in.
 */
export interface IntendedPurchase {
  productSlug: string
  productName: string
  priceId?: string
  /** Query parameters for the links and forms of sign-in and sign-up, so that it is not lost. */
  query: Record<string, string>
}

/**
 * Reads `?product=&price=`; null where there is none, or the product is hidden.
 */
export async function readIntendedPurchase({
  request,
}: HttpContext): Promise<IntendedPurchase | null> {
  const { product, price } = request.qs()
  if (typeof product !== 'string' || !SLUG.test(product)) {
    return null
  }
  const outcome = await new FindStoreProduct().handle(product)
  if (outcome.type !== 'found' || isHidden(outcome.product.standing)) {
    return null
  }
  const priceId = typeof price === 'string' && PRICE_ID.test(price) ? price : undefined
  return {
    productSlug: product,
    productName: outcome.product.name,
    priceId,
    query: { product, ...(priceId ? { price: priceId } : {}) },
  }
}

/**
 * Saves the intended purchase in the session until the visitor has signed in.
 */
export async function rememberIntendedPurchase(ctx: HttpContext): Promise<void> {
  const purchase = await readIntendedPurchase(ctx)
  if (purchase) {
    rememberChoice(ctx, purchase)
  }
}
