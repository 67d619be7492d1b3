import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { retryOnConflict } from '#database/retry_on_conflict'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import RecordAudit, { type Changes } from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { databaseTime } from '#database/columns'
import { withSearchText } from '#database/search_text'
import FindProductLabel from '#catalogue/find_product_label'

/** The columns of a configuration that changes in Stripe may affect. */
export interface ConfigurationColumns {
  name_override: string | null
  overview: string | null
  default_price_id: number | null
  archived_at: string | Date | null
}

/**
 * Updates a configuration with its audit entry and the catalogue version, in one transaction.
 * @param change returns the new values for the current row; equal values count as unchanged
 * @returns whether anything changed
 */
export async function updateConfiguration(
  { configurationId, actor, action }: { configurationId: number; actor: Actor; action: string },
  change: (row: ConfigurationColumns) => Partial<ConfigurationColumns>
): Promise<boolean> {
  return retryOnConflict(() =>
    db.transaction(async (trx) => {
      const row = await trx
        .from('product_configurations')
        .where('id', configurationId)
        .forUpdate()
        .firstOrFail()
      const values = change(row)
      const changes = changesOf(row, values)
      if (Object.keys(changes).length === 0) {
        return false
      }
      await raiseCatalogueVersion(trx)
      await trx
        .from('product_configurations')
        .where('id', configurationId)
        .update({
          ...withSearchText('product_configurations', values, row),
          lock_version: row.lock_version + 1,
          updated_at: databaseTime(DateTime.utc()),
        })
      const label = await new FindProductLabel().handle(configurationId, trx)
      const subject = { type: 'product', id: configurationId, label: label ?? '' }
      await new RecordAudit().handle({ actor, action, subject, changes }, trx)
      return true
    })
  )
}

function changesOf(row: ConfigurationColumns, values: Partial<ConfigurationColumns>): Changes {
  return Object.fromEntries(
    (Object.keys(values) as (keyof ConfigurationColumns)[])
      .filter((column) => row[column] !== values[column])
      .map((column) => [column, { before: row[column], after: values[column] }])
  )
}
