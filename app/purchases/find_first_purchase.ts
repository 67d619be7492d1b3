import Purchase from '#models/purchase'

/** The purchase of the product that a checkout was begun for; null where there is none yet. */
export function findFirstPurchase(checkoutSessionId: string): Promise<Purchase | null> {
  return Purchase.query().where('checkoutSessionId', checkoutSessionId).orderBy('id').first()
}
