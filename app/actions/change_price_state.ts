import { inject } from '@adonisjs/core'
import { wordsOf } from '#actions/products/price_parameters'
import ProductTurn, {
  type ProductActInput,
  type StripeActFailure,
} from '#actions/products/product_turn'
import StripeWrites from '#actions/products/stripe_writes'

export interface ChangePriceStateInput extends ProductActInput {
  /** Stripe's id of the price. */
  priceStripeId: string
  change: 'archive' | 'restore'
}

export type ChangePriceStateOutcome =
  | { type: 'changed' | 'unchanged' }
  /** Stripe archives no price that is the default of its product. */
  | { type: 'is_default' }
  | StripeActFailure

/**
 * Takes a price from sale, or brings it back. Whoever was sent to pay it still pays it, and running
 * subscriptions keep it.
 */
@inject()
export default class ChangePriceState {
  constructor(
    private turn: ProductTurn,
    private writes: StripeWrites
  ) {}

  async handle(input: ChangePriceStateInput): Promise<ChangePriceStateOutcome> {
    const { priceStripeId, change, actor } = input
    const active = change === 'restore'

    return this.turn.handle<ChangePriceStateOutcome>(input, async (at) => {
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
      await this.writes.changePrice(
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
