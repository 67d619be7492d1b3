import { BoundedMap } from '#shared/bounded_map'
import type { CachedPage } from '#storefront/page_cache/cached_page'

/** Addresses worth keeping: a visitor may make up any number of others. */
const KEPT_ADDRESS = /^\/[a-z0-9/._-]*(?:\?page=[1-9]\d{0,3})?$/

/**
 * The pages that every visitor without a session gets, by address and language, as long as the
 * catalogue is in the state for which they were made. Those asked for least lately make room.
 */
export class PageCache {
  #pages: BoundedMap<string, { page: CachedPage; state: string }>

  /** @param capacity bytes of all pages together, in every encoding */
  constructor(private capacity: number) {
    this.#pages = new BoundedMap({ weight: capacity, weigh: ({ page }) => bytesOf(page) })
  }

  /** Whether pages of this address are kept at all: others are made anew each time. */
  keeps(address: string): boolean {
    return this.capacity > 0 && address.length < 200 && KEPT_ADDRESS.test(address)
  }

  get(address: string, locale: string, state: string): CachedPage | null {
    const entry = this.#pages.get(`${locale} ${address}`)
    return entry?.state === state ? entry.page : null
  }

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
