import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import CopyFreshProduct from '#catalogue/sync/copy_fresh_product'
import CopyPrices from '#catalogue/sync/copy_prices'
import { retryOnConflict } from '#database/retry_on_conflict'
import { CatalogueReport } from '#catalogue/sync/catalogue_report'
import { confirmGone } from '#catalogue/sync/confirm_gone'
import { markGone } from '#catalogue/sync/mark_gone'
import { SlugAllocator } from '#catalogue/sync/slug_allocator'
import { readVersions } from '#catalogue/sync/sync_pass'
import { PaymentGateway, type Patience } from '#stripe/payment_gateway'

/** Reads before giving up: more conflicting writes during one read point to a fault. */
const READS = 8

/**
 * Updates the copies of one product and of all its prices while a user waits: three calls to Stripe,
 * with the code of the full sync. Covers are left to the webhook that follows.
 */
@inject()
export default class CopyWholeProduct {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @throws {PaymentGatewayError}
   * @throws {Error} where other writers won every time
   */
  async handle(stripeId: string, patience: Patience): Promise<void> {
    await new CopyFreshProduct(this.gateway).handle(stripeId, patience)
    for (let read = 1; read <= READS; read++) {
      if (await this.#copyPrices(stripeId, patience)) {
        return
      }
    }
    throw new Error(`The prices of ${stripeId} were changed by other writers during every read.`)
  }

  /** @returns false where another writer changed a copy between the read and the write */
  async #copyPrices(stripeId: string, patience: Patience): Promise<boolean> {
    const known = await priceIdsOf(stripeId, { present: true })
    const pass = {
      seen: await readVersions('prices', await priceIdsOf(stripeId)),
      readAt: DateTime.utc(),
      report: new CatalogueReport(false, this.gateway.livemode),
      slugs: new SlugAllocator(),
      stampsUnchanged: true,
    }
    const prices = await this.gateway.listPricesOf(stripeId, patience)
    const listed = new Set(prices.map(({ id }) => id))
    const unlisted = known.filter((id) => !listed.has(id))
    const { gone, present } = await confirmGone(this.gateway, 'prices', unlisted, { patience })
    const all = [...prices, ...(present as Stripe.Price[])]
    const stale = [
      ...(await retryOnConflict(() => new CopyPrices().handle(all, pass))),
      ...(await markGone('prices', gone, pass)),
    ]
    return stale.length === 0
  }
}

/** The Stripe ids of the copied prices of a product: all, or only those that are not gone. */
async function priceIdsOf(
  productStripeId: string,
  { present = false }: { present?: boolean } = {}
): Promise<string[]> {
  const query = db
    .from('prices')
    .join('products', 'products.id', 'prices.product_id')
    .where('products.stripe_id', productStripeId)
    .select('prices.stripe_id')
  const rows: { stripe_id: string }[] = await (present ? query.whereNull('prices.gone_at') : query)
  return rows.map((row) => row.stripe_id)
}
