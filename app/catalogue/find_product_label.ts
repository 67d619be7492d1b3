import db from '@adonisjs/lucid/services/db'

/**
 * The name of a product, its override first; null where there is no such product.
 */
export default class FindProductLabel {
  async handle(configurationId: number, client = db.connection()): Promise<string | null> {
    const row = await client
      .from('product_configurations')
      .join('products', 'products.id', 'product_configurations.product_id')
      .where('product_configurations.id', configurationId)
      .select('product_configurations.name_override', 'products.name')
      .first()
    return row ? (row.name_override ?? row.name) : null
  }
}
