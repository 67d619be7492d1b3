import pg from 'pg'

/** URL of a PostgreSQL server on this machine. */
const LOCAL_POSTGRES = 'postgres://postgres@127.0.0.1:5432/postgres'

/** A database to measure on. */
export interface BenchDatabase {
  name: 'SQLite' | 'PostgreSQL'
  environment: Record<string, string>
  prepare: () => Promise<void>
  remove: () => Promise<void>
}

/**
 * The databases to measure: SQLite, and PostgreSQL if `DATABASE_URL` names a server or one answers on
 * this machine.
 * @param name of the PostgreSQL database, which is created for the benchmark and dropped afterwards
 */
export async function databases(name: string): Promise<BenchDatabase[]> {
  const server = process.env.DATABASE_URL ?? LOCAL_POSTGRES
  return (await answers(server)) ? [sqlite, postgres(server, name)] : [sqlite]
}

const sqlite: BenchDatabase = {
  name: 'SQLite',
  environment: {},
  prepare: async () => {},
  remove: async () => {},
}

function postgres(server: string, name: string): BenchDatabase {
  const address = new URL(server)
  address.pathname = `/${name}`
  const run = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    for (const statement of statements) {
      await client.query(statement)
    }
    await client.end()
  }
  const drop = `drop database if exists ${name} with (force)`
  return {
    name: 'PostgreSQL',
    environment: { DB_CONNECTION: 'pg', DATABASE_URL: address.href },
    prepare: () => run(drop, `create database ${name}`),
    remove: () => run(drop),
  }
}

async function answers(server: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: server })
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
