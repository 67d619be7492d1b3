import { randomBytes } from 'node:crypto'
import { rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { chooseAddresses } from '#tests/runner/addresses'

const MEMORY = '/dev/shm'

/** Bytes. */
const ENOUGH_MEMORY = 1024 ** 3

/** Tells this run from others on the same machine. */
const RUN = randomBytes(4).toString('hex')

/** What one process of tests has to itself: ports, a data folder, a database, a Redis database. */
export interface Slot {
  environment: Record<string, string>
  /** Deletes all of it. */
  close: () => Promise<void>
}

/**
 * @param number from 1; the databases of Redis are counted on from that of REDIS_URL
 */
export async function openSlot(number: number): Promise<Slot> {
  const name = `${RUN}_${number}`
  const folder = join(await roomyFolder(), `kiosk-tests-${name}`)
  const database = process.env.DB_CONNECTION === 'pg' ? await createDatabase(name) : null
  return {
    environment: {
      ...(await chooseAddresses()),
      DATA_DIR: folder,
      ...(database ? { DATABASE_URL: database.url } : {}),
      ...(process.env.REDIS_URL ? { REDIS_URL: redisUrl(process.env.REDIS_URL, number) } : {}),
    },
    close: async () => {
      await rm(folder, { recursive: true, force: true })
      await database?.drop()
    },
  }
}

/** In memory where there is room for it: the tests write to the database all the time. */
async function roomyFolder(): Promise<string> {
  try {
    const { bavail, bsize } = await statfs(MEMORY)
    return bavail * bsize >= ENOUGH_MEMORY ? MEMORY : tmpdir()
  } catch {
    return tmpdir()
  }
}

/**
 * A new database on the server of DATABASE_URL, named after the one that is named there. Tests end
 * the store's processes, never PostgreSQL, so that nothing is lost where it does not wait for the disk.
 */
async function createDatabase(suffix: string) {
  const url = new URL(process.env.DATABASE_URL ?? '')
  const name = `${url.pathname.slice(1)}_${suffix}`
  const address = new URL('/postgres', url).href
  await ask(address, `CREATE DATABASE "${name}"`)
  await ask(address, `ALTER DATABASE "${name}" SET synchronous_commit = off`)
  url.pathname = name
  return {
    url: url.href,
    drop: () => ask(address, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  }
}

async function ask(address: string, statement: string) {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function redisUrl(base: string, number: number): string {
  const url = new URL(base)
  url.pathname = String(Number(url.pathname.slice(1) || 0) + number - 1)
  return url.href
}
