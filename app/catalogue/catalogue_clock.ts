import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { databaseTime, readTime } from '#database/columns'
import { CATALOGUE_VERSION } from '#models/setting'

/** Milliseconds for which a version that was read is believed. */
const PATIENCE = 250

/**
 * Tells which state the catalogue is in. Pages made for another state are old. The state changes
 * with the catalogue version, which every change raises in its own transaction, and when a
 * product's time begins or ends.
 */
export class CatalogueClock {
  #state: string | null = null
  #version: string | null = null
  #nextTurn = Number.POSITIVE_INFINITY
  #readAt = Number.NEGATIVE_INFINITY
  #forgottenAt = Number.NEGATIVE_INFINITY
  #reading: Promise<string> | null = null

  /**
   * The state, if it was read within the last 250 milliseconds and no product's time has begun or
   * ended since.
   */
  get known(): string | null {
    const isFresh = performance.now() - this.#readAt < PATIENCE
    return isFresh && Date.now() < this.#nextTurn ? this.#state : null
  }

  /**
   * The state, read from the database where it is not known. Callers at the same time share one
   * reading.
   */
  async read(): Promise<string> {
    return this.known ?? (this.#reading ??= this.#read().finally(() => (this.#reading = null)))
  }

  /**
   * Reads again next time. For the process that has just changed the catalogue.
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

    if (version !== this.#version || Date.now() >= this.#nextTurn) {
      const now = DateTime.utc()
      this.#nextTurn = await findNextTurn(now)
      this.#version = version
      this.#state = `${version} ${now.toMillis()}`
    }
    if (startedAt > this.#forgottenAt) {
      this.#readAt = startedAt
    }
    return this.#state ?? version
  }
}

export const catalogueClock = new CatalogueClock()

/** When the next product's time begins or ends. */
async function findNextTurn(now: DateTime): Promise<number> {
  const moment = databaseTime(now)
  const turns = await Promise.all(
    ['available_from', 'available_until'].map((column) =>
      db
        .from('product_configurations')
        .where(column, '>', moment)
        .whereNull('archived_at')
        .min(`${column} as turn`)
        .first()
    )
  )
  const times = turns.flatMap((row) => (row?.turn ? [readTime(row.turn).toMillis()] : []))
  return Math.min(...times)
}
