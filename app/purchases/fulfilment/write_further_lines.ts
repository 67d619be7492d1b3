import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { FurtherLineState } from '#purchases/fulfilment/bought_lines'
import { databaseTime } from '#database/columns'
import { endOfFurtherLine } from '#purchases/fulfilment/further_line_end'
import type Purchase from '#models/purchase'

/**
 * Writes the further lines of a purchase, as in Stripe. What staff decided about them is kept; what they
 * granted of a subscription lasts as long as it was paid. For `WritePurchase` only: its version check
 * excludes concurrent writers.
 */
export default class WriteFurtherLines {
  async handle(purchase: Purchase, lines: FurtherLineState[], trx: TransactionClientContract) {
    const now = databaseTime(DateTime.utc())
    for (const { priceSnapshot, ...line } of lines) {
      const columns = {
        product_stripe_id: line.productStripeId,
        name: line.name,
        price_snapshot: JSON.stringify(priceSnapshot),
        is_recurring: line.isRecurring,
        quantity: line.quantity,
        currency: line.currency,
        amount: line.amount,
        updated_at: now,
      }
      await trx
        .insertQuery()
        .table('further_lines')
        .insert({
          ...columns,
          purchase_id: purchase.id,
          line_item_stripe_id: line.lineItemStripeId,
          created_at: now,
        })
        .knexQuery.onConflict(['purchase_id', 'line_item_stripe_id'])
        .merge(columns)
    }
    if (lines.some(({ isRecurring }) => isRecurring)) {
      await trx
        .from('purchases')
        .whereIn('id', (granted) =>
          granted
            .from('further_lines')
            .select('granted_purchase_id')
            .where('purchase_id', purchase.id)
            .where('is_recurring', true)
        )
        .whereNull('access_override')
        .update({
          override_ends_at: databaseTime(endOfFurtherLine(purchase)),
          updated_at: now,
        })
    }
  }
}
