import { inject } from '@adonisjs/core'
import { updateConfiguration } from '#catalogue_editing/update_configuration'
import ProductAct, {
  type ProductActInput,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import StripeWrites from '#catalogue_editing/stripe_writes'

export type RestoreProductOutcome = { type: 'restored' } | StripeActFailure

/**
 * Restores an archived product, in Stripe and here, as it was.
 */
@inject()
export default class RestoreProduct {
  constructor(
    private productAct: ProductAct,
    private writes: StripeWrites
  ) {}

  async handle(input: ProductActInput): Promise<RestoreProductOutcome> {
    const { configurationId, actor } = input

    return this.productAct.handle<RestoreProductOutcome>(input, async (at) => {
      const { product, subject, deadline } = at
      if (!product.active) {
        await this.writes.updateProduct(
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
      await updateConfiguration({ configurationId, actor, action: 'product.restored' }, () => ({
        archived_at: null,
      }))
      return { type: 'restored' }
    })
  }
}
