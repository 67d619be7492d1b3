import { BoundedMap } from '#shared/bounded_map'
import type { CachedPage } from '#storefront/page_cache/cached_page'

/** Only these paths are cached: a visitor may make up any number of others. */
const CACHEABLE_ADDRESS = /^\/[a-z0-9/._-]*(?:\?page=[1-9]\d{0,3})?$/

/**
 * The cached pages of visitors without a session, by URL and language. A page is valid only for the
 * state of the catalogue that it was rendered for. The least recently used are dropped first.
 */
export class PageCache {
  #pages: BoundedMap<string, { page: CachedPage; state: string }>

  /** @param capacity bytes of all pages together, in every encoding; 0 caches nothing */
  constructor(private capacity: number) {
    this.#pages = new BoundedMap({ weight: capacity, weigh: ({ page }) => bytesOf(page) })
  }

  /** Whether pages of this URL are cached at all. */
  isCacheable(address: string): boolean {
    return this.capacity > 0 && address.length < 200 && CACHEABLE_ADDRESS.test(address)
  }

  /** The cached page for this state of the catalogue, or null. */
  get(address: string, locale: string, state: string): CachedPage | null {
    const entry = this.#pages.get(`${locale} ${address}`)
    return entry?.state === state ? entry.page : null
  }

  /** Caches a page for one state of the catalogue. */
  put(address: string, locale: string, state: string, page: CachedPage) {
    this.#pages.set(`${locale} ${address}`, { page, state })
  }

  clear() {
    this.#pages.clear()
  }
}

/** The bytes of a page in every encoding. */
function bytesOf({ bodies }: CachedPage): number {
  return bodies.identity.length + bodies.gzip.length + bodies.br.length
}
