import { DateTime } from 'luxon'
import type Stripe from 'stripe'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'
import type Purchase from '#models/purchase'
import { priceSnapshot } from '#purchases/fulfilment/bought_price'
import { productOf } from '#purchases/fulfilment/sold_products'
import { readableText } from '#shared/readable_text'

/**
 * Writes the lines of a checkout whose products are not here, as in Stripe. Each becomes a purchase once
 * its product is here, which settles it, as it does a second price of a product that an earlier version
 * recorded; what staff decided about it is kept. For `WriteCheckout` only:
 * its version check excludes concurrent writers.
 */
export default class WriteFurtherLines {
  /** @param purchases of the checkout; the lines count as the first one's until then */
  async handle(purchases: Purchase[], lines: Stripe.LineItem[], trx: TransactionClientContract) {
    const [first] = purchases
    const now = databaseTime(DateTime.utc())
    for (const line of lines) {
      const columns = {
        product_stripe_id: productOf(line),
        name: readableText(line.description ?? line.price?.id ?? line.id),
        price_snapshot: JSON.stringify(priceSnapshot(line.price, first.currency)),
        is_recurring: Boolean(line.price?.recurring),
        quantity: line.quantity ?? 1,
        currency: first.currency,
        amount: line.amount_total,
        updated_at: now,
      }
      await trx
        .insertQuery()
        .table('further_lines')
        .insert({
          ...columns,
          purchase_id: first.id,
          line_item_stripe_id: line.id,
          created_at: now,
        })
        .knexQuery.onConflict(['purchase_id', 'line_item_stripe_id'])
        .merge(columns)
    }
    for (const { id, boughtProductStripeId } of purchases) {
      await trx
        .from('further_lines')
        .where('purchase_id', first.id)
        .where('product_stripe_id', boughtProductStripeId!)
        .whereNull('settled_at')
        .update({ granted_purchase_id: id, settled_at: now, updated_at: now })
    }
  }
}
