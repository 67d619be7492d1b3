import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import { changeConfiguration } from '#actions/products/change_configuration'
import CloseCheckouts from '#actions/products/close_checkouts'
import ProductTurn, {
  type ProductActInput,
  type StripeActFailure,
} from '#actions/products/product_turn'
import StripeWrites from '#actions/products/stripe_writes'
import { databaseTime } from '#database/columns'

export type ArchiveProductOutcome = { type: 'archived' } | StripeActFailure

/**
 * Takes a product from sale, here and at Stripe, and closes the checkouts that are open. Buyers keep
 * what they bought.
 */
@inject()
export default class ArchiveProduct {
  constructor(
    private turn: ProductTurn,
    private writes: StripeWrites,
    private closeCheckouts: CloseCheckouts
  ) {}

  async handle(input: ProductActInput): Promise<ArchiveProductOutcome> {
    const { configurationId, actor } = input

    return this.turn.handle<ArchiveProductOutcome>(input, async (at) => {
      const { product, subject, deadline } = at
      await changeConfiguration({ configurationId, actor, action: 'product.archived' }, (row) => ({
        archived_at: row.archived_at ?? databaseTime(DateTime.utc()),
      }))
      if (product.active) {
        await this.writes.changeProduct(
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
