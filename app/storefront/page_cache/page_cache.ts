import type { CachedPage } from '#storefront/page_cache/cached_page'

/** Addresses worth keeping: a visitor may make up any number of others. */
const KEPT_ADDRESS = /^\/[a-z0-9/._-]*(?:\?page=[1-9]\d{0,3})?$/

/**
 * The pages that every visitor without a session gets, by address and language, as long as the
 * catalogue is in the state for which they were made. Those asked for least lately make room.
 */
export class PageCache {
  #pages = new Map<string, { page: CachedPage; state: string; size: number }>()
  #size = 0

  /** @param capacity bytes of all pages together, in every encoding */
  constructor(private capacity: number) {}

  /** Whether pages of this address are kept at all: others are made anew each time. */
  keeps(address: string): boolean {
    return this.capacity > 0 && address.length < 200 && KEPT_ADDRESS.test(address)
  }

  get(address: string, locale: string, state: string): CachedPage | null {
    const key = `${locale} ${address}`
    const entry = this.#pages.get(key)
    if (entry === undefined || entry.state !== state) {
      return null
    }
    this.#pages.delete(key)
    this.#pages.set(key, entry)
    return entry.page
  }

  put(address: string, locale: string, state: string, page: CachedPage) {
    const key = `${locale} ${address}`
    const size = Object.values(page.bodies).reduce((sum, body) => sum + body.length, 0)
    this.#remove(key)
    this.#pages.set(key, { page, state, size })
    this.#size += size
    while (this.#size > this.capacity) {
      this.#remove(this.#pages.keys().next().value ?? '')
    }
  }

  clear() {
    this.#pages.clear()
    this.#size = 0
  }

  #remove(key: string) {
    const entry = this.#pages.get(key)
    if (entry !== undefined) {
      this.#pages.delete(key)
      this.#size -= entry.size
    }
  }
}
