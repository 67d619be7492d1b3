import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { insertRows } from '#database/large/insert_rows'
import { newReference } from '#shared/public_reference'

/**
 * Files of a product, as plain rows: "File 1", "File 2" and so on, of 1,000 bytes each, with one
 * release. There are no bytes behind them.
 */
export async function givenManyFiles(configurationId: number, count: number): Promise<void> {
  const stamps = { created_at: DateTime.utc().toJSDate(), updated_at: DateTime.utc().toJSDate() }
  await db.transaction(async (trx) => {
    await insertRows(
      trx,
      'product_files',
      Array.from({ length: count }, (_, index) => ({
        reference: newReference(),
        product_configuration_id: configurationId,
        label: `File ${index + 1}`,
        position: index + 1,
        ...stamps,
      }))
    )
    const files: { id: number; label: string }[] = await trx
      .from('product_files')
      .where('product_configuration_id', configurationId)
      .select('id', 'label')
    await insertRows(
      trx,
      'file_releases',
      files.map(({ id, label }) => ({
        product_file_id: id,
        version: '1',
        disk: 'local',
        storage_key: `none/${id}`,
        filename: `${label}.pdf`,
        size: 1000,
        content_type: 'application/pdf',
        sha256: 'a'.repeat(64),
        status: 'released',
        released_at: DateTime.utc().toJSDate(),
        ...stamps,
      }))
    )
  })
}
