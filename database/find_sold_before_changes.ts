import type { TransactionClientContract } from '@adonisjs/lucid/types/database'

/**
 * Corrects what was bought with subscriptions whose plan was changed and whose checkout is lost here: the
 * price that the first change was from says it.
 */
export async function findSoldBeforeChanges(trx: TransactionClientContract): Promise<void> {
  const entries = await trx
    .from('audit_entries')
    .join('purchases', 'purchases.id', 'audit_entries.subject_id')
    .where('audit_entries.subject_type', 'purchase')
    .where('audit_entries.action', 'purchase.product_changed')
    .whereNotExists((began) =>
      began
        .from('checkout_attempts')
        .whereColumn('checkout_attempts.checkout_session_id', 'purchases.checkout_session_id')
    )
    .select('audit_entries.subject_id', 'audit_entries.changes')
    .orderBy('audit_entries.id', 'desc')
  const changes = new Map(entries.map((entry) => [entry.subject_id, entry.changes]))
  for (const [id, change] of changes) {
    const { price } = typeof change === 'string' ? JSON.parse(change) : change
    const sold = await trx
      .from('prices')
      .join('products', 'products.id', 'prices.product_id')
      .where('prices.stripe_id', String(price?.before))
      .select('products.stripe_id')
      .first()
    if (sold) {
      await trx
        .from('purchases')
        .where('id', id)
        .update({ bought_product_stripe_id: sold.stripe_id })
    }
  }
}
