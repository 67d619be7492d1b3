import Purchase from '#models/purchase'

/**
 * The other purchases of the same checkout, in the order in which they were asked for; none for a grant.
 * With their products.
 */
export async function listSisters({
  id,
  checkoutSessionId,
}: Pick<Purchase, 'id' | 'checkoutSessionId'>): Promise<Purchase[]> {
  return checkoutSessionId === null
    ? []
    : Purchase.query()
        .where('checkoutSessionId', checkoutSessionId)
        .whereNot('id', id)
        .preload('productConfiguration', (configuration) => configuration.preload('product'))
        .orderBy('id')
}

/** The others that the same subscription is charged for, and that do not end by themselves. */
export async function listSubscribedSisters({
  id,
  subscriptionId,
}: Pick<Purchase, 'id' | 'subscriptionId'>): Promise<Purchase[]> {
  return subscriptionId === null
    ? []
    : Purchase.query()
        .where('subscriptionId', subscriptionId)
        .whereNot('id', id)
        .whereNull('endedAt')
        .whereNotNull('renewalPriceStripeId')
        .orderBy('id')
}
