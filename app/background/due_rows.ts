import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { databaseTime } from '#database/columns'

/**
 * Rows that are work to do. The row is the truth, a job is only a wake-up: a row is due while it has
 * a `next_attempt_at` that has come and nobody's claim on it stands.
 */
export type WorkTable = 'stripe_events' | 'mails' | 'bulk_runs'

/** Seconds to wait after the first, second, ... failure; the last one repeats. */
const BACK_OFF_SECONDS = [5, 30, 120, 600, 1800, 3600, 7200]

/** Characters of an error that are kept. */
const ERROR_LENGTH = 4000

/**
 * Takes a row for oneself.
 * @param leaseSeconds after which another may take it, for the case that this process dies
 * @returns false where somebody else has it, or it is done or not due
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
 * Marks a row as done, after the work.
 * @param values what became of it, as columns
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
 * Gives a row back for a later attempt and keeps why.
 * @param attempts how many there have been, this one included
 * @param values other columns to set; `next_attempt_at: null` gives up
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
 * The ids of rows that are due, oldest first.
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
