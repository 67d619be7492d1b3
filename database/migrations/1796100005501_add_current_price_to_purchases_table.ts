import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The price that a purchase has now, which a change of plan changes; null for grants. And the price that
 * a price replaces.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('purchases', (table) => {
      table.text('price_stripe_id').nullable()
    })
    this.schema.alterTable('prices', (table) => {
      table.text('replaces_stripe_id').nullable()
    })
    this.defer(async (db) => {
      const bought =
        db.dialect.name === 'postgres'
          ? "price_snapshot->>'stripeId'"
          : "json_extract(price_snapshot, '$.stripeId')"
      await db.rawQuery(
        `update purchases set price_stripe_id = coalesce(renewal_price_stripe_id, ${bought})
          where source <> 'grant'`
      )
    })
  }

  async down() {
    this.schema.alterTable('prices', (table) => {
      table.dropColumn('replaces_stripe_id')
    })
    this.schema.alterTable('purchases', (table) => {
      table.dropColumn('price_stripe_id')
    })
  }
}
