import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { MigrationRunner } from '@adonisjs/lucid/migration'

/** The connection of a database of its own. */
const NAME = 'upgraded'

/** A database beside that of the tests, as an earlier version of the store made it. */
export interface OldDatabase {
  /** What a store needs to run on it. */
  environment: Record<string, string>
  /** Brings it to the newest schema. */
  upgrade: () => Promise<void>
  close: () => Promise<void>
}

/**
 * Makes a database with the schema of an earlier version and these rows.
 * @param lastMigration the number of the last migration of that version
 * @param tables in an order in which no row comes before what it refers to
 * @param folder for its file
 */
export async function makeOldDatabase(
  lastMigration: number,
  tables: Record<string, Record<string, unknown>[]>,
  folder: string
): Promise<OldDatabase> {
  const isPostgres = db.connection().dialect.name === 'postgres'
  const { config } = db.manager.get(db.primaryConnectionName)!
  const name = `kiosk_upgrade_${process.pid}`
  const url = isPostgres ? urlOf(name) : ''
  if (isPostgres) {
    await db.rawQuery(`drop database if exists ${name}`)
    await db.rawQuery(`create database ${name}`)
  }
  const connection = isPostgres
    ? { connectionString: url }
    : { filename: join(folder, 'kiosk.sqlite3') }
  db.manager.add(NAME, { ...config, connection } as never)
  await migrate(lastMigration)
  await insert(tables, isPostgres)
  return {
    environment: isPostgres ? { DATABASE_URL: url, DATA_DIR: folder } : { DATA_DIR: folder },
    upgrade: () => migrate(Infinity),
    close: async () => {
      await db.manager.release(NAME)
      if (isPostgres) {
        await db.rawQuery(`drop database if exists ${name} with (force)`)
      }
    },
  }
}

function urlOf(database: string): string {
  const url = new URL(process.env.DATABASE_URL!)
  url.pathname = `/${database}`
  return url.href
}

async function migrate(last: number) {
  const runner = new MigrationRunner(db, app, { direction: 'up', connectionName: NAME })
  const { migrationSource: source } = runner as unknown as {
    migrationSource: { getMigrations: () => Promise<{ name: string }[]> }
  }
  const all = await source.getMigrations()
  source.getMigrations = async () => all.filter(({ name }) => numberOf(name) <= last)
  await runner.run()
  if (runner.error) {
    throw runner.error
  }
}

function numberOf(migration: string): number {
  return Number(/\/(\d+)_/.exec(migration)![1])
}

async function insert(tables: Record<string, Record<string, unknown>[]>, isPostgres: boolean) {
  const client = db.connection(NAME)
  for (const [table, rows] of Object.entries(tables)) {
    const columns = await client.columnsInfo(table)
    for (const row of rows) {
      await client.table(table).insert(isPostgres ? asPostgres(row, columns) : row)
    }
    if (isPostgres && 'id' in columns) {
      await client.rawQuery(
        `select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`
      )
    }
  }
}

/** SQLite, from which the rows are, has no type for what is true or false. */
function asPostgres(row: Record<string, unknown>, columns: Record<string, { type: string }>) {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      columns[name].type === 'boolean' && value !== null ? Boolean(value) : value,
    ])
  )
}
