import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import { updateConfiguration } from '#catalogue_editing/update_configuration'
import { isFailure } from '#catalogue_editing/product_act'
import UpdateStripeDefaultPrice, {
  type UpdateStripeDefaultPriceInput,
  type UpdateStripeDefaultPriceOutcome,
} from '#catalogue_editing/update_stripe_default_price'

/**
 * Makes a price the default of its product, in Stripe and here, even where the store had another
 * one chosen.
 */
@inject()
export default class UpdateDefaultPrice {
  constructor(private updateStripeDefaultPrice: UpdateStripeDefaultPrice) {}

  async handle(input: UpdateStripeDefaultPriceInput): Promise<UpdateStripeDefaultPriceOutcome> {
    const outcome = await this.updateStripeDefaultPrice.handle(input)
    if (isFailure(outcome) || outcome.type === 'not_active') {
      return outcome
    }
    const { configurationId, actor, priceStripeId } = input
    const price = await db.from('prices').where('stripe_id', priceStripeId).firstOrFail()
    const hasChanged = await updateConfiguration(
      { configurationId, actor, action: 'product.updated' },
      () => ({ default_price_id: price.id })
    )
    return hasChanged ? { type: 'changed' } : outcome
  }
}
