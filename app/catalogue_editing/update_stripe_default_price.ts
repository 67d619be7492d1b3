import { inject } from '@adonisjs/core'
import { stripePriceText } from '#catalogue_editing/price_parameters'
import ProductAct, {
  type ProductActInput,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import StripeWrites from '#catalogue_editing/stripe_writes'

export interface UpdateStripeDefaultPriceInput extends ProductActInput {
  /** Stripe's id of the price. */
  priceStripeId: string
}

/** `not_active`: an archived price cannot be the default. */
export type UpdateStripeDefaultPriceOutcome =
  { type: 'changed' | 'unchanged' | 'not_active' } | StripeActFailure

/**
 * Makes a price the default of its product in Stripe. The store follows, unless staff chose a
 * different default here.
 */
@inject()
export default class UpdateStripeDefaultPrice {
  constructor(
    private productAct: ProductAct,
    private writes: StripeWrites
  ) {}

  async handle(input: UpdateStripeDefaultPriceInput): Promise<UpdateStripeDefaultPriceOutcome> {
    const { priceStripeId, actor } = input

    return this.productAct.handle<UpdateStripeDefaultPriceOutcome>(input, async (at) => {
      const { product, prices, subject, deadline } = at
      const price = prices.find(({ id }) => id === priceStripeId)
      if (!price?.active) {
        return { type: price ? 'not_active' : 'not_found' }
      }
      if (product.default_price === price.id) {
        return { type: 'unchanged' }
      }
      const before = prices.find(({ id }) => id === product.default_price)
      await this.writes.updateProduct(
        product.id,
        { default_price: price.id },
        {
          actor,
          deadline,
          audit: {
            action: 'product.updated_at_stripe',
            subject,
            changes: {
              stripe_default_price: {
                before: before ? stripePriceText(before) : null,
                after: stripePriceText(price),
              },
            },
          },
        }
      )
      return { type: 'changed' }
    })
  }
}
