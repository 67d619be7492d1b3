import { inject } from '@adonisjs/core'
import { wordsOf } from '#catalogue_editing/price_parameters'
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
  /** Stripe archives no price that is the default of its product. */
  | { type: 'is_default' }
  | StripeActFailure

/**
 * Takes a price from sale, or brings it back. Whoever was sent to pay it still pays it, and running
 * subscriptions keep it.
 */
@inject()
export default class UpdatePriceState {
  constructor(
    private turn: ProductAct,
    private writes: StripeWrites
  ) {}

  async handle(input: UpdatePriceStateInput): Promise<UpdatePriceStateOutcome> {
    const { priceStripeId, change, actor } = input
    const active = change === 'restore'

    return this.turn.handle<UpdatePriceStateOutcome>(input, async (at) => {
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
      const words = wordsOf(price)
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
              price: active ? { before: null, after: words } : { before: words, after: null },
            },
          },
        }
      )
      return { type: 'changed' }
    })
  }
}
