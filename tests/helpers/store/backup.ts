import db from '@adonisjs/lucid/services/db'
import { insertRows } from '#database/large/insert_rows'
import { emptyDatabase, TABLES } from '#tests/helpers/store/database'

/** A copy of every row of the store, and of the last ids that were given out. */
export interface Backup {
  tables: Map<string, Record<string, unknown>[]>
  lastIds: Map<string, number>
}

/** Copies the database. */
export async function takeBackup(): Promise<Backup> {
  const tables = new Map<string, Record<string, unknown>[]>()
  for (const table of TABLES) {
    tables.set(table, await db.from(table).select('*'))
  }
  return { tables, lastIds: await lastIds() }
}

/**
 * Puts a copy of the database back: what was written since is lost, and its ids are given out again.
 * Nobody holds a lock afterwards.
 * @param kept tables that are not part of the copy, such as sessions in Redis
 */
export async function putBackupBack({ tables, lastIds: ids }: Backup, kept: string[] = []) {
  const living = new Map<string, Record<string, unknown>[]>()
  for (const table of kept) {
    living.set(table, await db.from(table).select('*'))
  }
  await emptyDatabase()
  await db.transaction(async (trx) => {
    for (const table of TABLES.filter((name) => name !== 'locks').toReversed()) {
      await insertRows(trx, table, living.get(table) ?? tables.get(table) ?? [])
    }
  })
  for (const [table, last] of ids) {
    await setLastId(table, last)
  }
}

/** Of PostgreSQL that of users alone, which tests look at. */
async function lastIds(): Promise<Map<string, number>> {
  if (isPostgres()) {
    const { rows } = await db.rawQuery(
      'select case when is_called then last_value else 0 end as last from users_id_seq'
    )
    return new Map([['users', Number(rows[0].last)]])
  }
  const rows: { name: string; seq: number }[] = await db.from('sqlite_sequence')
  return new Map(rows.map(({ name, seq }) => [name, seq]))
}

async function setLastId(table: string, last: number) {
  await (isPostgres()
    ? db.rawQuery('select setval(?, ?, ?)', [`${table}_id_seq`, Math.max(last, 1), last > 0])
    : db.from('sqlite_sequence').where('name', table).update({ seq: last }))
}

function isPostgres(): boolean {
  return db.connection().dialect.name === 'postgres'
}
