/** Pages after this one are not read: the database would skip too many rows. */
const LAST_PAGE = 9999

/** One page of a list, and the pages beside it. */
export interface PageLinks {
  /** Starts at 1. */
  page: number
  previousHref: string | null
  nextHref: string | null
}

/**
 * The page that a query string asks for; the first where it asks for none.
 */
export function pageNumber(value: unknown): number {
  const page = Number(value)
  return Number.isSafeInteger(page) && page > 0 && page <= LAST_PAGE ? page : 1
}

/**
 * The links of a list at `path` that is read page by page.
 */
export function pageLinks(
  path: string,
  { page, hasMore }: { page: number; hasMore: boolean }
): PageLinks {
  return {
    page,
    previousHref: page > 1 ? pagePath(path, page - 1) : null,
    nextHref: hasMore ? pagePath(path, page + 1) : null,
  }
}

/** The path of a page of a list; the first has no number. */
export function pagePath(path: string, page: number): string {
  return page === 1 ? path : `${path}?page=${page}`
}
