import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { LargeNumbers } from '#database/large/numbers'
import { databaseTime } from '#database/columns'

/** The key in `settings` under which the progress of a large store is saved. */
const LARGE_STORE = 'large_store'

/** The progress of a large store. */
export interface Made {
  numbers: LargeNumbers
  /** The day on which it was started, such as 2026-11-26; all its times are counted from there. */
  today: string
  /** By the name of the part: the id of its first row, and how many of its numbers are done. */
  parts: Record<string, { firstId: number; done: number }>
}

/** @returns null if no large store was started */
export async function readMade(): Promise<Made | null> {
  const row = await db.from('settings').select('value').where('key', LARGE_STORE).first()
  return row ? JSON.parse(row.value) : null
}

/** Must run in the transaction that inserts the rows it counts. */
export async function writeMade(trx: TransactionClientContract, made: Made): Promise<void> {
  const now = databaseTime(DateTime.utc())
  await trx
    .insertQuery()
    .table('settings')
    .insert({ key: LARGE_STORE, value: JSON.stringify(made), created_at: now, updated_at: now })
    .onConflict('key')
    .merge(['value', 'updated_at'])
}
