import db from '@adonisjs/lucid/services/db'
import FindProductLabel from '#catalogue/find_product_label'

/** How a product is called, for the chip of a filter. */
export async function productName(id: number): Promise<string | null> {
  return new FindProductLabel().handle(id)
}

/** How somebody is called, for the chip of a filter. */
export async function userName(id: number): Promise<string | null> {
  const row = await db.from('users').where('id', id).select('email').first()
  return row?.email ?? null
}
