import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import CopyProducts from '#catalogue/sync/copy_products'
import { retryOnConflict } from '#database/retry_on_conflict'
import { CatalogueReport } from '#catalogue/sync/catalogue_report'
import { markGone } from '#catalogue/sync/mark_gone'
import { SlugAllocator } from '#catalogue/sync/slug_allocator'
import { readVersions } from '#catalogue/sync/sync_pass'
import { PaymentGateway, type Patience } from '#stripe/payment_gateway'

/** Reads before giving up: more conflicting writes during one read point to a fault. */
const READS = 8

/**
 * Reads one product from Stripe and updates its copy, with the code of the full sync.
 */
@inject()
export default class CopyFreshProduct {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @returns the differences that were found
   * @throws {PaymentGatewayError}
   * @throws {Error} where other writers won every time
   */
  async handle(stripeId: string, patience: Patience): Promise<CatalogueReport> {
    for (let read = 1; read <= READS; read++) {
      const report = await this.#readAndWrite(stripeId, patience)
      if (report !== null) {
        return report
      }
    }
    throw new Error(`The product ${stripeId} was changed by other writers during every read.`)
  }

  /** Null where another writer changed the copy between the read and the write. */
  async #readAndWrite(stripeId: string, patience: Patience): Promise<CatalogueReport | null> {
    const report = new CatalogueReport(false, this.gateway.livemode)
    const pass = {
      seen: await readVersions('products', [stripeId]),
      readAt: DateTime.utc(),
      report,
      slugs: new SlugAllocator(),
      stampsUnchanged: true,
    }
    const product = await this.gateway.retrieveProduct(stripeId, patience)
    const stale = await retryOnConflict(() =>
      product === null
        ? markGone('products', [stripeId], pass)
        : new CopyProducts().handle([product], pass)
    )
    return stale.length === 0 ? report : null
  }
}
