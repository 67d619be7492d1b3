import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import pg from 'pg'
import env from '#start/env'
import storeConfig from '#config/store'
import { ConfigurationError } from '#framework/configuration_error'
import { rememberStatements } from '#database/sqlite_statements'
import { defineConfig } from '@adonisjs/lucid'

/** The OID of PostgreSQL's bigint, which its driver returns as text by default. */
const PG_INT8 = 20

/** Milliseconds to wait for a lock, and for a connection. */
const LOCK_TIMEOUT = 1000
const ACQUIRE_TIMEOUT = 5000

pg.types.setTypeParser(PG_INT8, (value) => {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) {
    throw new RangeError(`The database holds ${value}, which is too large to be exact.`)
  }
  return number
})

if (env.get('DB_CONNECTION', 'sqlite') === 'sqlite') {
  makeDataDirectory()
}

function makeDataDirectory() {
  try {
    mkdirSync(storeConfig.dataDirectory, { recursive: true })
  } catch (error) {
    throw new ConfigurationError(
      `DATA_DIR cannot be used (${(error as Error).message}); set it to a folder that may be written to.`
    )
  }
}

/**
 * Every transaction takes the write lock when it begins. One that reads first and writes later
 * would fail at once with SQLITE_BUSY_SNAPSHOT if another process has written in between.
 * Source: https://www.sqlite.org/isolation.html
 */
function prepareSqlite(connection: Database.Database, done: (error: unknown) => void) {
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = FULL')
  connection.pragma('foreign_keys = ON')
  connection.pragma(`busy_timeout = ${LOCK_TIMEOUT}`)
  rememberStatements(connection, (source) =>
    /^BEGIN;?$/i.test(source) ? 'BEGIN IMMEDIATE' : source
  )
  done(null)
}

/**
 * Limits statements and idle transactions, so that they do not block others for long.
 */
function preparePostgres(connection: pg.Client, done: (error: unknown) => void) {
  connection.query(
    "SET statement_timeout = '15s'; SET idle_in_transaction_session_timeout = '15s'; SET TIME ZONE 'UTC'",
    done
  )
}

const migrations = { naturalSort: true, paths: ['database/migrations'] }

/** Bound values stay out of error messages, and so out of the logs. */
const quietErrors = { compileSqlOnError: false }
const schemaGeneration = { enabled: true, rulesPaths: ['./database/schema_rules.js'] }

const databaseConfig = defineConfig({
  connection: env.get('DB_CONNECTION', 'sqlite'),
  connections: {
    sqlite: {
      client: 'better-sqlite3',
      connection: { filename: join(storeConfig.dataDirectory, 'kiosk.sqlite3') },
      useNullAsDefault: true,
      ...quietErrors,
      pool: { afterCreate: prepareSqlite, acquireTimeoutMillis: ACQUIRE_TIMEOUT * 2 },
      migrations,
      schemaGeneration,
    },
    pg: {
      client: 'pg',
      ...quietErrors,
      connection: { connectionString: env.get('DATABASE_URL') },
      pool: {
        min: 0,
        max: 10,
        acquireTimeoutMillis: ACQUIRE_TIMEOUT,
        afterCreate: preparePostgres,
      },
      migrations,
      schemaGeneration,
    },
  },
})

export default databaseConfig
