import { accountBuyer } from '#buyers/buyer'
import FindAccess from '#access/find_access'
import type { StoreProduct } from '#catalogue/find_store_product'
import type { SellablePrice } from '#catalogue/prices/sellable_prices'
import type User from '#models/user'
import { listSubscriptions } from '#purchases/subscriptions/find_running_subscription'
import { type Question, standingOf } from '#purchases/subscriptions/second_questions'

/**
 * What a buyer must be asked before they buy a product that is not to be bought again without a
 * question; null for nothing. A subscription that has not ended comes first, open or not: it may be
 * charged again.
 */
export default class FindQuestion {
  async handle(user: User, product: StoreProduct, price: SellablePrice): Promise<Question | null> {
    const buyer = accountBuyer(user)
    const standing = standingOf(
      await listSubscriptions({
        buyer,
        productConfigurationId: product.configurationId,
      })
    )
    if (standing !== null) {
      return `${price.interval === null ? 'once' : 'second'}.${standing}`
    }
    const { allowed, code } = await new FindAccess().handle({
      buyer,
      product: { id: product.configurationId },
    })
    if (allowed) {
      return 'owned'
    }
    return code === 'pending' ? 'pending' : null
  }
}
