import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Changes } from '#authority/record_audit'
import type ProductFile from '#models/product_file'

/**
 * Exchanges a file with its neighbour among the files that are not archived. Only those two are read,
 * however many the product has.
 * @returns its place before and after, for the audit; empty where it has no neighbour
 */
export async function moveFile(
  file: ProductFile,
  direction: 'up' | 'down',
  trx: TransactionClientContract
): Promise<Changes> {
  if (file.archivedAt !== null) {
    return {}
  }
  await lockProduct(file.productConfigurationId, trx)
  await separatePositions(file.productConfigurationId, trx)
  await file.useTransaction(trx).refresh()
  const others = () =>
    trx
      .from('product_files')
      .where('product_configuration_id', file.productConfigurationId)
      .whereNull('archived_at')
  const neighbour: { id: number; position: number } | null = await others()
    .where('position', direction === 'up' ? '<' : '>', file.position)
    .orderBy('position', direction === 'up' ? 'desc' : 'asc')
    .select('id', 'position')
    .first()
  if (neighbour === null) {
    return {}
  }
  const [{ total }] = await others().where('position', '<=', file.position).count('* as total')
  const before = Number(total)
  const position = file.position
  await trx.from('product_files').where('id', neighbour.id).update({ position })
  await file.merge({ position: neighbour.position }).save()
  return { place: { before, after: direction === 'up' ? before - 1 : before + 1 } }
}

/** Two files are not moved at the same time. */
async function lockProduct(id: number, trx: TransactionClientContract): Promise<void> {
  await trx.from('product_configurations').where('id', id).select('id').forUpdate()
}

/** Renumbers the files where two of them share a position, in one statement. */
async function separatePositions(id: number, trx: TransactionClientContract): Promise<void> {
  const [{ total, distinct }] = await trx
    .from('product_files')
    .where('product_configuration_id', id)
    .count('* as total')
    .countDistinct('position as distinct')
  if (Number(total) !== Number(distinct)) {
    await trx.rawQuery(
      `update product_files set position = numbered.place
       from (
         select id, row_number() over (order by position, id) as place
         from product_files where product_configuration_id = ?
       ) as numbered
       where numbered.id = product_files.id`,
      [id]
    )
  }
}
