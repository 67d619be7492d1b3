import { inject } from '@adonisjs/core'
import { stripePriceText } from '#catalogue_editing/price_parameters'
import ProductAct, {
  type ProductActInput,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import StripeWrites from '#catalogue_editing/stripe_writes'

export interface UpdatePriceStateInput extends ProductActInput {
  /** Stripe's id of the price. */
  priceStripeId: string
  change: 'archive' | 'restore'
}

export type UpdatePriceStateOutcome =
  | { type: 'changed' | 'unchanged' }
  /** Stripe does not archive the default price of a product. */
  | { type: 'is_default' }
  | StripeActFailure

/**
 * Archives or restores a price. Buyers who are at the checkout still pay an archived price, and
 * running subscriptions keep it.
 */
@inject()
export default class UpdatePriceState {
  constructor(
    private productAct: ProductAct,
    private writes: StripeWrites
  ) {}

  async handle(input: UpdatePriceStateInput): Promise<UpdatePriceStateOutcome> {
    const { priceStripeId, change, actor } = input
    const active = change === 'restore'

    return this.productAct.handle<UpdatePriceStateOutcome>(input, async (at) => {
      const price = at.prices.find(({ id }) => id === priceStripeId)
      if (!price) {
        return { type: 'not_found' }
      }
      if (price.active === active) {
        return { type: 'unchanged' }
      }
      if (!active && at.product.default_price === price.id) {
        return { type: 'is_default' }
      }
      const text = stripePriceText(price)
      await this.writes.updatePrice(
        price.id,
        { active },
        {
          actor,
          deadline: at.deadline,
          audit: {
            action: active ? 'product.price_restored' : 'product.price_archived',
            subject: at.subject,
            changes: {
              price: active ? { before: null, after: text } : { before: text, after: null },
            },
          },
        }
      )
      return { type: 'changed' }
    })
  }
}
