import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Store, StoreSnapshot } from '#stripe_emulator/store'

const VERSION = 2
const SHORTEST_PAUSE_MS = 200

/**
 * Saves a store to a JSON file soon after each change. Writing is atomic (a temporary file is renamed)
 * and takes at most a tenth of the time, however large the store is.
 */
export class StateFile {
  #store: Store
  #path: string
  #timer: NodeJS.Timeout | undefined
  #pauseMs = SHORTEST_PAUSE_MS

  constructor(store: Store, path: string) {
    this.#store = store
    this.#path = path
    mkdirSync(dirname(path), { recursive: true })
  }

  /**
   * Fills the store from the file, also from one of an older version. @returns false if there is none
   * @throws Error for a version that it does not know
   */
  load(): boolean {
    if (!existsSync(this.#path)) {
      return false
    }
    const { version, store } = JSON.parse(readFileSync(this.#path, 'utf8')) as {
      version: number
      store: StoreSnapshot
    }
    if (version !== 1 && version !== VERSION) {
      throw new Error(`The state file ${this.#path} was written by another version; delete it.`)
    }
    this.#store.restore(withLineDetails(version === 1 ? withOneCollectionOfSettings(store) : store))
    return true
  }

  saveSoon() {
    this.#timer ??= setTimeout(() => this.save(), this.#pauseMs).unref()
  }

  save() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const startedAt = performance.now()
    const part = `${this.#path}.part`
    writeFileSync(part, JSON.stringify({ version: VERSION, store: this.#store.snapshot() }))
    renameSync(part, this.#path)
    this.#pauseMs = Math.max(SHORTEST_PAUSE_MS, 9 * (performance.now() - startedAt))
  }
}

/** Earlier files do not say which lines of a session the buyer added, and which tax they have. */
function withLineDetails(store: StoreSnapshot): StoreSnapshot {
  const added = { crossSold: null, optionalLines: {}, hasTax: false, taxes: {} }
  const details = (store.sessionDetails ?? []).map((one) => ({ ...added, ...one }))
  return { ...store, sessionDetails: details }
}

/** Version 1 had four collections of settings, each with one record at most. */
function withOneCollectionOfSettings(store: StoreSnapshot): StoreSnapshot {
  const { markets = [], billingSettings = [], accountSettings = [], settings = [] } = store
  const saved = [...markets, ...billingSettings, ...accountSettings, ...settings]
  const values = Object.fromEntries(
    saved.flatMap((record) => Object.entries(record)).filter(([name]) => name !== 'id')
  )
  const merged = { id: 'settings', values }
  return { ...store, settings: [merged] }
}
