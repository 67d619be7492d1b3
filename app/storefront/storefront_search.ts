/** The longest search, in characters; the rest is ignored. */
const SEARCH_LENGTH = 100

const PAGE_NUMBER = /^[1-9]\d{0,3}$/

/**
 * Reads search and page from the query string. Invalid values are ignored rather than refused: URLs
 * are typed, shortened and shared.
 */
export function storefrontSearch({ q, page }: Record<string, unknown>) {
  return {
    search: typeof q === 'string' ? readSearch(q) : '',
    page: typeof page === 'string' && PAGE_NUMBER.test(page) ? Number(page) : 1,
  }
}

/** Cut at character boundaries, not within a surrogate pair. */
function readSearch(text: string): string {
  const characters = Array.from(text.slice(0, 2 * SEARCH_LENGTH).replace(/\p{Cc}/gu, ' '))
  return characters.slice(0, SEARCH_LENGTH).join('').trim()
}
