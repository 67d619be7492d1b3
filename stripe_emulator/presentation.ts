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

/** As many as Stripe shows of a list that is part of an object. */
const MOST_EMBEDDED = 10

/** A deep copy as Stripe shows it: all stored URLs are complete, and embedded lists begin only. */
export function present<T>(value: T, addresses: Addresses): T {
  return (isLongList(value) ? presentFields(value, addresses) : presentValue(value, addresses)) as T
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
  if (typeof value !== 'object' || value === null) {
    return value
  }
  return presentFields(isLongList(value) ? beginning(value) : value, addresses)
}

function presentFields(value: object, addresses: Addresses) {
  const shown: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    shown[key] = presentValue((value as Record<string, unknown>)[key], addresses)
  }
  return shown
}

interface EmbeddedList {
  object: 'list'
  data: unknown[]
}

function isLongList(value: unknown): value is EmbeddedList {
  const list = value as Partial<EmbeddedList> | null | undefined
  return list?.object === 'list' && (list.data?.length ?? 0) > MOST_EMBEDDED
}

function beginning(list: EmbeddedList) {
  return { ...list, data: list.data.slice(0, MOST_EMBEDDED), has_more: true }
}

function completed(path: string, { url, pagesUrl }: Addresses): string {
  return (BUYERS_PAGES.test(path) ? pagesUrl : url) + path
}
