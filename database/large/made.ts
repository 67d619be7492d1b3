import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { LargeNumbers } from '#database/large/numbers'
import { databaseTime } from '#database/columns'

/** The row of `settings` that says how far a large store is made. */
const LARGE_STORE = 'large_store'

/** How far a large store is made. */
export interface Made {
  numbers: LargeNumbers
  /** The day on which it was begun, as 2026-11-26; all its times are counted from there. */
  today: string
  /** By the name of the part: the id of its first row, and how many of its numbers are through. */
  parts: Record<string, { firstId: number; done: number }>
}

/** @returns null where no large store was begun */
export async function readMade(): Promise<Made | null> {
  const row = await db.from('settings').select('value').where('key', LARGE_STORE).first()
  return row ? JSON.parse(row.value) : null
}

/** Belongs into the transaction of the rows that it speaks of. */
export async function writeMade(trx: TransactionClientContract, made: Made): Promise<void> {
  const now = databaseTime(DateTime.utc())
  await trx
    .insertQuery()
    .table('settings')
    .insert({ key: LARGE_STORE, value: JSON.stringify(made), created_at: now, updated_at: now })
    .onConflict('key')
    .merge(['value', 'updated_at'])
}
