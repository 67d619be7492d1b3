import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'

/**
 * Tables whose rows are work to do. The row is the source of truth; a queue job only wakes the
 * worker. A row is due if its `next_attempt_at` is in the past and no process has a valid claim on
 * it.
 */
export type WorkTable = 'stripe_events' | 'mails' | 'bulk_runs' | 'customer_updates'

/** Seconds to wait after the first, second, ... failure; the last one repeats. */
const BACK_OFF_SECONDS = [5, 30, 120, 600, 1800, 3600, 7200]

/** Characters of an error message that are stored. */
const ERROR_LENGTH = 4000

/**
 * Claims a row, so that no other process works on it.
 * @param leaseSeconds after which another process may claim it, in case this one dies
 * @returns false if another process has claimed it, it is done, or it is not due
 */
export async function claimRow(
  table: WorkTable,
  id: number,
  leaseSeconds: number
): Promise<boolean> {
  const now = DateTime.utc()
  const claimed = await db
    .from(table)
    .where('id', id)
    .whereNotNull('next_attempt_at')
    .where('next_attempt_at', '<=', databaseTime(now))
    .where((free) =>
      free.whereNull('claimed_until').orWhere('claimed_until', '<=', databaseTime(now))
    )
    .update({
      claimed_until: databaseTime(now.plus({ seconds: leaseSeconds })),
      attempts: db.raw('attempts + 1'),
      updated_at: databaseTime(now),
    })
  return Number(claimed) === 1
}

/**
 * Marks a row as done and removes its claim and error.
 * @param values columns with the result
 * @param client a transaction, where the result must be saved together with other writes
 */
export async function finishRow(
  table: WorkTable,
  id: number,
  values: Record<string, unknown>,
  client?: QueryClientContract
): Promise<void> {
  await (client ?? db)
    .from(table)
    .where('id', id)
    .update({
      next_attempt_at: null,
      claimed_until: null,
      error: null,
      updated_at: databaseTime(DateTime.utc()),
      ...values,
    })
}

/**
 * Schedules another attempt of a row after a back-off, and saves the error.
 * @param attempts the number of attempts so far, including this one
 * @param error why this attempt failed
 * @param values further columns to set; `next_attempt_at: null` gives up
 */
export async function postponeRow(
  table: WorkTable,
  id: number,
  attempts: number,
  error: unknown,
  values: Record<string, unknown> = {}
): Promise<void> {
  const now = DateTime.utc()
  const seconds = BACK_OFF_SECONDS[Math.min(Math.max(attempts, 1), BACK_OFF_SECONDS.length) - 1]
  await db
    .from(table)
    .where('id', id)
    .update({
      next_attempt_at: databaseTime(now.plus({ seconds })),
      claimed_until: null,
      error: (error instanceof Error ? error.message : String(error)).slice(0, ERROR_LENGTH),
      updated_at: databaseTime(now),
      ...values,
    })
}

/**
 * Lists the ids of due rows, the longest overdue first.
 */
export async function listDueRows(table: WorkTable, limit: number): Promise<number[]> {
  const now = databaseTime(DateTime.utc())
  const rows = await db
    .from(table)
    .select('id')
    .whereNotNull('next_attempt_at')
    .where('next_attempt_at', '<=', now)
    .where((free) => free.whereNull('claimed_until').orWhere('claimed_until', '<=', now))
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(limit)
  return rows.map((row: { id: number }) => row.id)
}
