import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import { Calendar } from '#database/large/calendar'
import { catalogueParts } from '#database/large/catalogue_rows'
import { insertRows } from '#database/large/insert_rows'
import type { LargeStore, Part, Row } from '#database/large/large_store'
import { type Made, readMade, writeMade } from '#database/large/made'
import type { LargeNumbers } from '#database/large/numbers'
import { peopleParts } from '#database/large/people_rows'
import { purchaseParts } from '#database/large/purchase_rows'
import { traceParts } from '#database/large/trace_rows'
import { whyNot } from '#database/large/refusal'

/** Rows come after those that they refer to. */
const PARTS = [...catalogueParts, ...peopleParts, ...purchaseParts, ...traceParts]

/** Rows per transaction, so that a page of an index is written once for many rows. */
const TRANSACTION = 50_000

/** Kibibytes of SQLite's page cache meanwhile. */
const SQLITE_CACHE = 512 * 1024

export interface LargeStoreProgress {
  part: string
  done: number
  total: number
}

/** A large store cannot be created here; the message is the reason. */
export class LargeStoreRefused extends Error {}

/**
 * Fills the database with a store that has been open for three years. The same numbers always create
 * the same rows. An interrupted run is resumed; existing rows are not changed.
 * @returns how many numbers of each part were processed in this run
 * @throws LargeStoreRefused
 */
export async function makeLargeStore(
  numbers: LargeNumbers,
  { isForced, onProgress }: { isForced: boolean; onProgress: (step: LargeStoreProgress) => void }
): Promise<Record<string, number>> {
  const known = await readMade()
  const reason = await whyNot(numbers, known, isForced)
  if (reason) {
    throw new LargeStoreRefused(reason)
  }
  await enlargeCache()
  const made = known ?? { numbers, today: DateTime.utc().toISODate(), parts: {} }
  const added: Record<string, number> = {}
  for (const part of PARTS) {
    added[part.name] = await makePart(part, made, onProgress)
  }
  await finish()
  return added
}

async function makePart(
  part: Part,
  made: Made,
  onProgress: (step: LargeStoreProgress) => void
): Promise<number> {
  const total = part.count(made.numbers)
  const place = (made.parts[part.name] ??= { firstId: await nextId(part.table), done: 0 })
  const before = place.done
  const store = storeOf(made)
  while (place.done < total) {
    const end = Math.min(place.done + TRANSACTION, total)
    await db.transaction(async (trx) => {
      await insertRows(trx, part.table, rowsOf(part, store, place.done, end))
      place.done = end
      await writeMade(trx, made)
    })
    onProgress({ part: part.name, done: end, total })
  }
  return total - before
}

function rowsOf(part: Part, store: LargeStore, start: number, end: number): Row[] {
  const rows = []
  for (let n = start; n < end; n++) {
    const row = part.row(n, store)
    if (row) {
      rows.push({ id: store.firstIds[part.name] + n, ...row })
    }
  }
  return rows
}

function storeOf({ numbers, today, parts }: Made): LargeStore {
  const firstIds = Object.entries(parts).map(([name, { firstId }]) => [name, firstId])
  return { numbers, calendar: new Calendar(today), firstIds: Object.fromEntries(firstIds) }
}

async function nextId(table: string): Promise<number> {
  const [{ last }] = await db.from(table).max('id as last')
  return Number(last ?? 0) + 1
}

async function enlargeCache() {
  if (!isPostgres()) {
    await db.rawQuery(`pragma cache_size = -${SQLITE_CACHE}`)
  }
}

async function finish() {
  await db.transaction((trx) => raiseCatalogueVersion(trx))
  if (isPostgres()) {
    for (const table of new Set(PARTS.map((part) => part.table))) {
      await updatePostgres(table)
    }
  }
}

/** Updates the sequence of ids, and the statistics, which PostgreSQL would update only later. */
async function updatePostgres(table: string) {
  await db.rawQuery(
    `select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`
  )
  await db.rawQuery(`vacuum (analyze) ${table}`)
}

function isPostgres(): boolean {
  return db.connection().dialect.name === 'postgres'
}
