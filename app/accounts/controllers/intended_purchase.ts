import type { HttpContext } from '@adonisjs/core/http'
import { isHidden } from '#catalogue/product_standing'
import { SLUG } from '#shared/slug'
import { rememberChoice } from '#checkout/controllers/resume_checkout'
import FindStoreProduct from '#catalogue/find_store_product'

/** Stripe's ids are ASCII words; anything else is not worth carrying along. */
const PRICE_ID = /^price_\w{1,200}$/

/**
 * What somebody was about to buy when they were asked to sign in.
 */
export interface PurchaseInMind {
  productSlug: string
  productName: string
  priceId?: string
  /** For the links and forms between signing in and signing up, so that it is not lost. */
  query: Record<string, string>
}

/**
 * Reads `?product=&price=`; null where there is none, or none that can be bought.
 */
export async function readIntendedPurchase({
  request,
}: HttpContext): Promise<PurchaseInMind | null> {
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
 * Keeps it in the session until somebody has signed in.
 */
export async function rememberIntendedPurchase(ctx: HttpContext): Promise<void> {
  const purchase = await readIntendedPurchase(ctx)
  if (purchase) {
    rememberChoice(ctx, purchase)
  }
}
