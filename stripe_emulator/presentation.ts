/**
 * URLs of the local Stripe itself are stored with this scheme and completed when they are shown, because
 * it may listen on another port after a restart.
 */
const OWN_SCHEME = 'emulator:'

/** A URL of the local Stripe as it is stored; `path` starts with a slash. */
export function ownAddress(path: string): string {
  return `${OWN_SCHEME}${path}`
}

/** The pages that a custom domain serves: Checkout and the billing portal. */
const BUYERS_PAGES = /^\/(c|portal)\//

/** Where the local Stripe is, without trailing slashes. */
export interface Addresses {
  url: string
  /** The origin of the pages for buyers, which may be a custom domain. */
  pagesUrl: string
}

/** A deep copy in which all stored URLs are complete. */
export function present<T>(value: T, addresses: Addresses): T {
  return presentValue(value, addresses) as T
}

function presentValue(value: unknown, addresses: Addresses): unknown {
  if (typeof value === 'string') {
    return value.startsWith(`${OWN_SCHEME}/`)
      ? completed(value.slice(OWN_SCHEME.length), addresses)
      : value
  }
  if (Array.isArray(value)) {
    return value.map((item) => presentValue(item, addresses))
  }
  if (value !== null && typeof value === 'object') {
    const shown: Record<string, unknown> = {}
    for (const key of Object.keys(value)) {
      shown[key] = presentValue((value as Record<string, unknown>)[key], addresses)
    }
    return shown
  }
  return value
}

function completed(path: string, { url, pagesUrl }: Addresses): string {
  return (BUYERS_PAGES.test(path) ? pagesUrl : url) + path
}
