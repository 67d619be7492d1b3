import { appUrl } from '#config/app'

const MAX_LENGTH = 2000

/**
 * A path of this store that is safe to redirect to. Null for everything else: other hosts,
 * `//host`, `/\host` and what a browser would turn into one of these.
 */
export function localPath(value: unknown): string | null {
  if (typeof value !== 'string' || !value.startsWith('/') || value.length > MAX_LENGTH) {
    return null
  }
  const url = URL.parse(value, appUrl)
  return url?.origin === new URL(appUrl).origin ? url.pathname + url.search : null
}
