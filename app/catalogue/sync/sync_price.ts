import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import CopyPrices, { productIdsOf } from '#catalogue/sync/copy_prices'
import SyncProduct from '#catalogue/sync/sync_product'
import { retryOnConflict } from '#database/retry_on_conflict'
import { CatalogueReport } from '#catalogue/sync/catalogue_report'
import { markGone } from '#catalogue/sync/mark_gone'
import { SlugAllocator } from '#catalogue/sync/slug_allocator'
import { productIdOf } from '#catalogue/sync/stripe_copies'
import { readVersions } from '#catalogue/sync/sync_pass'
import { PaymentGateway } from '#stripe/payment_gateway'

/** Reads before giving up: more conflicting writes during one read point to a fault. */
const READS = 8

/**
 * Updates the copy of one Stripe price, with the code of the full sync. Its product is copied first
 * where it has no copy. An inline price gets no copy.
 */
@inject()
export default class SyncPrice {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @throws {PaymentGatewayError}
   * @throws {Error} where other writers won every time
   */
  async handle(stripeId: string): Promise<CatalogueReport> {
    for (let read = 1; read <= READS; read++) {
      const report = await this.#readAndWrite(stripeId)
      if (report !== null) {
        return report
      }
    }
    throw new Error(`The price ${stripeId} was changed by other writers during every read.`)
  }

  /** Null where another writer changed the copy between the read and the write. */
  async #readAndWrite(stripeId: string): Promise<CatalogueReport | null> {
    const report = new CatalogueReport(false, this.gateway.livemode)
    const pass = {
      seen: await readVersions('prices', [stripeId]),
      readAt: DateTime.utc(),
      report,
      slugs: new SlugAllocator(),
      stampsUnchanged: true,
    }
    const price = await this.gateway.retrievePrice(stripeId, 'background')
    if (price === null) {
      const stale = await markGone('prices', [stripeId], pass)
      return stale.length === 0 ? report : null
    }

    if (!(await isCopied(stripeId)) && !(await this.#isListed(price))) {
      return report
    }
    const products = await productIdsOf([price])
    if (products.size === 0) {
      await new SyncProduct(this.gateway).handle(productIdOf(price))
      const found = await productIdsOf([price])
      if (found.size === 0) {
        return report
      }
    }
    const stale = await retryOnConflict(() => new CopyPrices().handle([price], pass))
    return stale.length === 0 ? report : null
  }

  /** Payment links and invoices create inline prices, which are in no list and not for sale here. */
  async #isListed(price: Stripe.Price): Promise<boolean> {
    const prices = await this.gateway.listPricesOf(productIdOf(price), 'background')
    return prices.some(({ id }) => id === price.id)
  }
}

async function isCopied(stripeId: string): Promise<boolean> {
  const row = await db.from('prices').where('stripe_id', stripeId).whereNull('gone_at').first()
  return row !== null
}
