import { inject } from '@adonisjs/core'
import CopyFreshProduct from '#catalogue/sync/copy_fresh_product'
import RefreshCovers from '#catalogue/sync/refresh_covers'
import type { CatalogueReport } from '#catalogue/sync/catalogue_report'
import { PaymentGateway } from '#stripe/payment_gateway'

/**
 * Brings the copy of one Stripe product up to date, and its cover, by the same code as the whole
 * catalogue.
 */
@inject()
export default class SyncProduct {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @returns what was found; a failing cover is reported there and fails nothing
   * @throws PaymentGatewayError
   */
  async handle(stripeId: string): Promise<CatalogueReport> {
    const report = await new CopyFreshProduct(this.gateway).handle(stripeId, 'background')
    await new RefreshCovers().handle({ report, stripeId })
    return report
  }
}
