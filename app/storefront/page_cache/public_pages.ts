import storeConfig from '#config/store'
import { sessionCookie } from '#config/session'
import { PageCache } from '#storefront/page_cache/page_cache'

/** The one page cache of this process. */
export const publicPages = new PageCache(storeConfig.pageCacheBytes)

/**
 * Whether a request brings a session, and so gets a page of its own.
 * @param cookies the `Cookie` header as received
 */
export function hasSession(cookies: string | undefined): boolean {
  return cookies !== undefined && cookies.includes(`${sessionCookie}=`)
}
