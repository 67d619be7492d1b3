import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import CopyProducts from '#actions/catalogue/copy_products'
import RefreshCovers from '#actions/catalogue/refresh_covers'
import { againOnConflict } from '#actions/catalogue/again_on_conflict'
import { CatalogueReport } from '#actions/catalogue/catalogue_report'
import { markGone } from '#actions/catalogue/mark_gone'
import { SlugAllocator } from '#actions/catalogue/slug_allocator'
import { readVersions } from '#actions/catalogue/sync_pass'
import { PaymentGateway } from '#payments/payment_gateway'

/** More than this many others writing the same product during one read is no coincidence. */
const READS = 8

/**
 * Brings the copy of one Stripe product up to date, by the same code as the whole catalogue.
 */
@inject()
export default class SyncProduct {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @returns what was found; a failing cover is reported there and fails nothing
   * @throws PaymentGatewayError
   */
  async handle(stripeId: string): Promise<CatalogueReport> {
    for (let read = 1; read <= READS; read++) {
      const report = await this.#readAndWrite(stripeId)
      if (report !== null) {
        await new RefreshCovers().handle({ report, stripeId })
        return report
      }
    }
    throw new Error(`The product ${stripeId} was written by others all the time.`)
  }

  /** Null where somebody else wrote the copy between the read and the write. */
  async #readAndWrite(stripeId: string): Promise<CatalogueReport | null> {
    const report = new CatalogueReport(false, this.gateway.livemode)
    const pass = {
      seen: await readVersions('products', [stripeId]),
      readAt: DateTime.utc(),
      report,
      slugs: new SlugAllocator(),
      stampsUnchanged: true,
    }
    const product = await this.gateway.retrieveProduct(stripeId)
    const stale = await againOnConflict(() =>
      product === null
        ? markGone('products', [stripeId], pass)
        : new CopyProducts().handle([product], pass)
    )
    return stale.length === 0 ? report : null
  }
}
