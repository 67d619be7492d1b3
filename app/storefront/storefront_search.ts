/** Characters of a search that are looked at. */
const SEARCH_LENGTH = 100

const PAGE_NUMBER = /^[1-9]\d{0,3}$/

/**
 * What of the address says which products are asked for. Nonsense is left out rather than refused:
 * addresses are typed, shortened and shared.
 */
export function storefrontSearch({ q, page }: Record<string, unknown>) {
  return {
    search: typeof q === 'string' ? readSearch(q) : '',
    page: typeof page === 'string' && PAGE_NUMBER.test(page) ? Number(page) : 1,
  }
}

/** Cut between characters, not within one. */
function readSearch(text: string): string {
  const characters = Array.from(text.slice(0, 2 * SEARCH_LENGTH).replace(/\p{Cc}/gu, ' '))
  return characters.slice(0, SEARCH_LENGTH).join('').trim()
}
