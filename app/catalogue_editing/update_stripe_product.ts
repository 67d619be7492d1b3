import { inject } from '@adonisjs/core'
import ProductAct, {
  type ProductActInput,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import StripeWrites from '#catalogue_editing/stripe_writes'
import type { Changes } from '#authority/record_audit'

export interface UpdateStripeProductInput extends ProductActInput {
  /** Omitted values stay as they are. */
  values: { name?: string; description?: string }
}

export type UpdateStripeProductOutcome = { type: 'changed' | 'unchanged' } | StripeActFailure

/**
 * Changes a product's name or description in Stripe, which appear on payment pages and receipts.
 */
@inject()
export default class UpdateStripeProduct {
  constructor(
    private productAct: ProductAct,
    private writes: StripeWrites
  ) {}

  async handle(input: UpdateStripeProductInput): Promise<UpdateStripeProductOutcome> {
    return this.productAct.handle<UpdateStripeProductOutcome>(
      input,
      async ({ product, subject, deadline }) => {
        const changes: Changes = {}
        for (const [field, after] of Object.entries(input.values)) {
          const before = product[field as 'name' | 'description'] ?? ''
          if (before !== after) {
            changes[`stripe_${field}`] = { before, after }
          }
        }
        if (Object.keys(changes).length === 0) {
          return { type: 'unchanged' }
        }
        await this.writes.updateProduct(product.id, input.values, {
          actor: input.actor,
          deadline,
          audit: { action: 'product.updated_at_stripe', subject, changes },
        })
        return { type: 'changed' }
      }
    )
  }
}
