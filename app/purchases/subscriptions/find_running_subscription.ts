import type { Buyer } from '#buyers/buyer'
import { ofBuyer } from '#buyers/purchases_of'
import { chargesAgain, ENDED_STATUSES } from '#access/charges'
import Purchase from '#models/purchase'

interface OwnedProduct {
  buyer: Buyer
  productConfigurationId: number
}

/**
 * A purchase of a product whose subscription is charged again: of its buyer, who would be charged for
 * two; null where there is none.
 */
export default class FindRunningSubscription {
  /** @param of.except the id of a purchase that does not count */
  async handle({
    except = 0,
    ...of
  }: OwnedProduct & { except?: number }): Promise<Purchase | null> {
    const purchases = await listSubscriptions(of)
    return purchases.find((purchase) => purchase.id !== except && chargesAgain(purchase)) ?? null
  }
}

/** A buyer's purchases of a product whose subscriptions have not ended at Stripe, charged or not. */
export async function listSubscriptions(of: OwnedProduct): Promise<Purchase[]> {
  const purchases = await Purchase.query()
    .where(ofBuyer(of.buyer))
    .where('productConfigurationId', of.productConfigurationId)
    .whereNotNull('subscriptionId')
    .whereNull('endedAt')
    .orderBy('id')
  return purchases.filter(({ stripeStatus }) => !ENDED_STATUSES.includes(stripeStatus ?? ''))
}
