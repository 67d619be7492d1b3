import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { databaseTime, readTime } from '#database/columns'
import { CATALOGUE_VERSION } from '#models/setting'

/** Milliseconds for which a version from the database is used before it is read again. */
const MAX_AGE = 250

/**
 * Knows which state the catalogue is in. Pages rendered for another state are outdated. The state
 * changes with the catalogue version, which every change raises in its own transaction, and when a
 * product's period of sale begins or ends.
 */
export class CatalogueClock {
  #state: string | null = null
  #version: string | null = null
  #nextChange = Number.POSITIVE_INFINITY
  #readAt = Number.NEGATIVE_INFINITY
  #forgottenAt = Number.NEGATIVE_INFINITY
  #reading: Promise<string> | null = null

  /**
   * The state, if it was read within the last 250 milliseconds and no product's period of sale has
   * begun or ended since; otherwise null.
   */
  get known(): string | null {
    const isFresh = performance.now() - this.#readAt < MAX_AGE
    return isFresh && Date.now() < this.#nextChange ? this.#state : null
  }

  /**
   * The state, read from the database where it is not known. Concurrent callers share one read.
   */
  async read(): Promise<string> {
    return this.known ?? (this.#reading ??= this.#read().finally(() => (this.#reading = null)))
  }

  /**
   * Makes the next `read` go to the database. For the process that has just changed the catalogue.
   */
  forget() {
    this.#forgottenAt = performance.now()
    this.#readAt = Number.NEGATIVE_INFINITY
    this.#reading = null
  }

  async #read(): Promise<string> {
    const startedAt = performance.now()
    const row = await db
      .from('settings')
      .where('key', CATALOGUE_VERSION)
      .select('value', 'updated_at')
      .first()
    const version = row ? `${row.value} ${readTime(row.updated_at).toMillis()}` : 'none'

    if (version !== this.#version || Date.now() >= this.#nextChange) {
      const now = DateTime.utc()
      this.#nextChange = await findNextChange(now)
      this.#version = version
      this.#state = `${version} ${now.toMillis()}`
    }
    if (startedAt > this.#forgottenAt) {
      this.#readAt = startedAt
    }
    return this.#state ?? version
  }
}

/** The clock of this process. */
export const catalogueClock = new CatalogueClock()

/**
 * When the next product's period of sale begins or ends, in milliseconds since the epoch; Infinity
 * where none does.
 */
async function findNextChange(now: DateTime): Promise<number> {
  const after = databaseTime(now)
  const rows = await Promise.all(
    ['available_from', 'available_until'].map((column) =>
      db
        .from('product_configurations')
        .where(column, '>', after)
        .whereNull('archived_at')
        .min(`${column} as time`)
        .first()
    )
  )
  const times = rows.flatMap((row) => (row?.time ? [readTime(row.time).toMillis()] : []))
  return Math.min(...times)
}
