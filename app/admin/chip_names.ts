import db from '@adonisjs/lucid/services/db'
import FindProductLabel from '#catalogue/find_product_label'
import { readableEmail } from '#shared/email_address'

/** The name of a product on a filter chip; null where there is none. */
export async function productName(id: number): Promise<string | null> {
  return new FindProductLabel().handle(id)
}

/** The e-mail of a user on a filter chip; null where there is none. */
export async function userName(id: number): Promise<string | null> {
  const row = await db.from('users').where('id', id).select('email').first()
  return row ? readableEmail(row.email) : null
}
