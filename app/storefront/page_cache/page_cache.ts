import type { CachedPage } from '#storefront/page_cache/cached_page'

/** Only these paths are cached: a visitor may make up any number of others. */
const CACHEABLE_ADDRESS = /^\/[a-z0-9/._-]*(?:\?page=[1-9]\d{0,3})?$/

/**
 * The cached pages of visitors without a session, by URL and language. A page is valid only for the
 * state of the catalogue that it was rendered for. The least recently used are dropped first.
 */
export class PageCache {
  #pages = new Map<string, { page: CachedPage; state: string; size: number }>()
  #size = 0

  /** @param capacity bytes of all pages together, in every encoding; 0 caches nothing */
  constructor(private capacity: number) {}

  /** Whether pages of this URL are cached at all. */
  isCacheable(address: string): boolean {
    return this.capacity > 0 && address.length < 200 && CACHEABLE_ADDRESS.test(address)
  }

  /** The cached page of this state of the catalogue, or null. */
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
