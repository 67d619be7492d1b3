import db from '@adonisjs/lucid/services/db'

interface PriceRow {
  stripe_id: string
  replaces_stripe_id: string | null
  is_named: boolean | number
}

/**
 * Stripe's ids of the prices that a gate accepts: those of a product with this id, lookup key or nickname,
 * and those that replaced them, also one after the other. Empty where the product has no such price. One
 * query.
 */
export default class ListAcceptedPrices {
  /** @param price Stripe's id of a price, its lookup key, or its nickname as it is written */
  async handle(productId: number, price: string): Promise<string[]> {
    const lookupKey =
      db.connection().dialect.name === 'postgres'
        ? "stripe_data->>'lookup_key'"
        : "json_extract(stripe_data, '$.lookup_key')"
    const isNamed = `coalesce(stripe_id = ? or nickname = ? or ${lookupKey} = ?, false)`
    const rows: PriceRow[] = await db
      .from('prices')
      .where('product_id', productId)
      .where((known) =>
        known.whereRaw(isNamed, [price, price, price]).orWhereNotNull('replaces_stripe_id')
      )
      .select('stripe_id', 'replaces_stripe_id')
      .select(db.raw(`${isNamed} as is_named`, [price, price, price]))

    const accepted = new Set(rows.filter((row) => row.is_named).map((row) => row.stripe_id))
    for (let before = -1; before < accepted.size;) {
      before = accepted.size
      rows
        .filter((row) => row.replaces_stripe_id && accepted.has(row.replaces_stripe_id))
        .forEach((row) => accepted.add(row.stripe_id))
    }
    return [...accepted]
  }
}
