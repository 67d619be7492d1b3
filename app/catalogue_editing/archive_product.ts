import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import { updateConfiguration } from '#catalogue_editing/update_configuration'
import CloseCheckouts from '#checkout/close_checkouts'
import ProductAct, {
  type ProductActInput,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import StripeWrites from '#catalogue_editing/stripe_writes'
import { databaseTime } from '#database/columns'

export type ArchiveProductOutcome = { type: 'archived' } | StripeActFailure

/**
 * Archives a product here and in Stripe and closes its open checkouts. Buyers keep what they
 * bought.
 */
@inject()
export default class ArchiveProduct {
  constructor(
    private productAct: ProductAct,
    private writes: StripeWrites,
    private closeCheckouts: CloseCheckouts
  ) {}

  async handle(input: ProductActInput): Promise<ArchiveProductOutcome> {
    const { configurationId, actor } = input

    return this.productAct.handle<ArchiveProductOutcome>(input, async (at) => {
      const { product, subject, deadline } = at
      await updateConfiguration({ configurationId, actor, action: 'product.archived' }, (row) => ({
        archived_at: row.archived_at ?? databaseTime(DateTime.utc()),
      }))
      if (product.active) {
        await this.writes.updateProduct(
          product.id,
          { active: false },
          {
            actor,
            deadline,
            audit: {
              action: 'product.updated_at_stripe',
              subject,
              changes: { stripe_active: { before: true, after: false } },
            },
          }
        )
      }
      await this.closeCheckouts.handle(configurationId, deadline)
      return { type: 'archived' }
    })
  }
}
