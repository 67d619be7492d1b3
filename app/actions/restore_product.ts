import { inject } from '@adonisjs/core'
import { changeConfiguration } from '#actions/products/change_configuration'
import ProductTurn, {
  type ProductActInput,
  type StripeActFailure,
} from '#actions/products/product_turn'
import StripeWrites from '#actions/products/stripe_writes'

export type RestoreProductOutcome = { type: 'restored' } | StripeActFailure

/**
 * Brings an archived product back, at Stripe and here, as it was.
 */
@inject()
export default class RestoreProduct {
  constructor(
    private turn: ProductTurn,
    private writes: StripeWrites
  ) {}

  async handle(input: ProductActInput): Promise<RestoreProductOutcome> {
    const { configurationId, actor } = input

    return this.turn.handle<RestoreProductOutcome>(input, async (at) => {
      const { product, subject, deadline } = at
      if (!product.active) {
        await this.writes.changeProduct(
          product.id,
          { active: true },
          {
            actor,
            deadline,
            audit: {
              action: 'product.updated_at_stripe',
              subject,
              changes: { stripe_active: { before: false, after: true } },
            },
          }
        )
      }
      await changeConfiguration({ configurationId, actor, action: 'product.restored' }, () => ({
        archived_at: null,
      }))
      return { type: 'restored' }
    })
  }
}
