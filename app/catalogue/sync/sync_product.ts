import { inject } from '@adonisjs/core'
import CopyFreshProduct from '#catalogue/sync/copy_fresh_product'
import RefreshCovers from '#catalogue/sync/refresh_covers'
import type { CatalogueReport } from '#catalogue/sync/catalogue_report'
import { PaymentGateway } from '#stripe/payment_gateway'

/**
 * Updates the copy of one Stripe product and its cover, with the code of the full sync.
 */
@inject()
export default class SyncProduct {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @returns the differences that were found; a failed cover is reported there and is not thrown
   * @throws {PaymentGatewayError}
   * @throws {Error} where other writers won every time
   */
  async handle(stripeId: string): Promise<CatalogueReport> {
    const report = await new CopyFreshProduct(this.gateway).handle(stripeId, 'background')
    await new RefreshCovers().handle({ report, stripeId })
    return report
  }
}
