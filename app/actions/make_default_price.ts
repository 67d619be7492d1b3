import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import { changeConfiguration } from '#actions/products/change_configuration'
import { isFailure } from '#actions/products/product_turn'
import SetStripeDefaultPrice, {
  type SetStripeDefaultPriceInput,
  type SetStripeDefaultPriceOutcome,
} from '#actions/set_stripe_default_price'

/**
 * Makes a price the one that a product is sold by, at Stripe and here, whatever was chosen here
 * before.
 */
@inject()
export default class MakeDefaultPrice {
  constructor(private setStripeDefaultPrice: SetStripeDefaultPrice) {}

  async handle(input: SetStripeDefaultPriceInput): Promise<SetStripeDefaultPriceOutcome> {
    const outcome = await this.setStripeDefaultPrice.handle(input)
    if (isFailure(outcome) || outcome.type === 'not_active') {
      return outcome
    }
    const { configurationId, actor, priceStripeId } = input
    const price = await db.from('prices').where('stripe_id', priceStripeId).firstOrFail()
    const hasChanged = await changeConfiguration(
      { configurationId, actor, action: 'product.updated' },
      () => ({ default_price_id: price.id })
    )
    return hasChanged ? { type: 'changed' } : outcome
  }
}
