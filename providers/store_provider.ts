import type { ApplicationService } from '@adonisjs/core/types'
import stripeConfig from '#config/stripe'
import { PaymentGateway } from '#stripe/payment_gateway'

/**
 * Binds the payment gateway.
 */
export default class StoreProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(PaymentGateway, async () => {
      const { StripeGateway } = await import('#stripe/stripe_gateway')
      const account = await import('#settings/stripe_account')
      return new StripeGateway({
        ...stripeConfig,
        database: {
          find: account.readStripeAccount,
          listProducts: account.listProductsOfAccount,
          report: account.recordOtherAccount,
          describe: account.otherAccountText,
        },
      })
    })
  }
}
