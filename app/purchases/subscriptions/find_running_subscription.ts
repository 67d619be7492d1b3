import { chargesAgain } from '#access/charges'
import Purchase from '#models/purchase'

/**
 * A purchase of a product whose subscription is charged again: of its buyer, who would be charged for
 * two; null where there is none.
 */
export default class FindRunningSubscription {
  /** @param of.except the id of a purchase that does not count */
  async handle(of: {
    userId: number
    productConfigurationId: number
    except?: number
  }): Promise<Purchase | null> {
    const { userId, productConfigurationId, except = 0 } = of
    const purchases = await Purchase.query()
      .where({ userId, productConfigurationId })
      .whereNotNull('subscriptionId')
      .whereNull('endedAt')
      .whereNot('id', except)
      .orderBy('id')
    return purchases.find(chargesAgain) ?? null
  }
}
