import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { STRIPE } from '#authority/actor'
import RecordAudit from '#authority/record_audit'
import type Purchase from '#models/purchase'
import type { SubscribedProduct } from '#purchases/fulfilment/find_subscribed_product'

/** The audit action of a purchase whose subscription was changed to another product. */
export const PRODUCT_CHANGED = 'purchase.product_changed'

/**
 * Moves a purchase to the product that its subscription pays for now, with copies of that product and
 * its price, and records what it was before. It is of its checkout again. For `WriteCheckout` only.
 */
export default class WriteProductChange {
  /** @returns the product that it was of before; null where it is the same */
  async handle(
    purchase: Purchase,
    { productConfigurationId, product, price }: SubscribedProduct,
    checkoutSessionId: string,
    trx: TransactionClientContract
  ): Promise<number | null> {
    if (purchase.productConfigurationId === productConfigurationId) {
      return null
    }
    const {
      productConfigurationId: before,
      productSnapshot: productBefore,
      priceSnapshot: priceBefore,
    } = purchase
    await purchase
      .useTransaction(trx)
      .merge({
        checkoutSessionId,
        productConfigurationId,
        productSnapshot: product,
        priceSnapshot: price,
      })
      .save()
    await new RecordAudit().handle(
      {
        actor: STRIPE,
        action: PRODUCT_CHANGED,
        subject: { type: 'purchase', id: purchase.id, label: purchase.reference },
        changes: {
          product: { before: productBefore.name, after: product.name },
          price: { before: priceBefore.stripeId, after: price.stripeId },
        },
      },
      trx
    )
    return before
  }
}
