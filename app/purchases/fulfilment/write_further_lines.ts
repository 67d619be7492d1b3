import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { FurtherLineState } from '#purchases/fulfilment/bought_lines'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import { accessSettings } from '#access/find_access'
import { databaseTime, databaseTimeOrNull } from '#database/columns'
import { endOfFurtherLine } from '#purchases/fulfilment/further_line_end'
import FurtherLine from '#models/further_line'
import type Purchase from '#models/purchase'

/**
 * Writes the further lines of a purchase, as in Stripe. What staff decided about them is kept; what they
 * granted lasts as long as it is paid, unless they have decided otherwise since. For `WritePurchase` only: its version check
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
    if (lines.length > 0) {
      await this.#writeGrants(purchase, trx)
    }
  }

  async #writeGrants(purchase: Purchase, trx: TransactionClientContract) {
    const now = DateTime.utc()
    const granted = await FurtherLine.query({ client: trx })
      .where('purchaseId', purchase.id)
      .whereNotNull('grantedPurchaseId')
      .preload('grantedPurchase', (grant) => grant.preload('productConfiguration'))
      .orderBy('id')
    for (const line of granted) {
      const settings = accessSettings(line.grantedPurchase.productConfiguration)
      const end = endOfFurtherLine(line, purchase, settings, now)
      await undecided(trx.from('purchases').where('id', line.grantedPurchase.id)).update({
        override_ends_at: databaseTimeOrNull(end),
        updated_at: databaseTime(now),
      })
    }
  }
}

/** Grants about which staff have decided nothing since: a grant itself is noted before its row exists. */
function undecided(grants: DatabaseQueryBuilderContract): DatabaseQueryBuilderContract {
  return grants
    .whereNull('access_override')
    .where((since) =>
      since.whereNull('override_at').orWhereColumn('override_at', '<=', 'created_at')
    )
}
