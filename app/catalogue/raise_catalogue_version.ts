import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { catalogueClock } from '#catalogue/catalogue_clock'
import { databaseTime } from '#database/columns'
import { CATALOGUE_VERSION } from '#models/setting'

/**
 * Outdates every cached page, in every process, once the transaction is committed. Must run in the
 * transaction of every change that a visitor could see.
 */
export async function raiseCatalogueVersion(trx: TransactionClientContract): Promise<void> {
  trx.after('commit', () => catalogueClock.forget())
  const now = databaseTime(DateTime.utc())
  const raised = await trx
    .from('settings')
    .where('key', CATALOGUE_VERSION)
    .update({ value: trx.raw('CAST(CAST(value AS INTEGER) + 1 AS TEXT)'), updated_at: now })

  if (Number(raised) === 0) {
    await trx
      .insertQuery()
      .table('settings')
      .insert({ key: CATALOGUE_VERSION, value: '1', created_at: now, updated_at: now })
  }
}
