/**
 * URLs of the local Stripe itself are stored with this scheme and completed when they are shown, because
 * it may listen on another port after a restart.
 */
const OWN_SCHEME = 'emulator:'

/** A URL of the local Stripe as it is stored; `path` starts with a slash. */
export function ownAddress(path: string): string {
  return `${OWN_SCHEME}${path}`
}

/** A deep copy in which all stored URLs are complete. */
export function present<T>(value: T, baseUrl: string): T {
  return presentValue(value, baseUrl) as T
}

function presentValue(value: unknown, baseUrl: string): unknown {
  if (typeof value === 'string') {
    return value.startsWith(`${OWN_SCHEME}/`) ? baseUrl + value.slice(OWN_SCHEME.length) : value
  }
  if (Array.isArray(value)) {
    return value.map((item) => presentValue(item, baseUrl))
  }
  if (value !== null && typeof value === 'object') {
    const shown: Record<string, unknown> = {}
    for (const key of Object.keys(value)) {
      shown[key] = presentValue((value as Record<string, unknown>)[key], baseUrl)
    }
    return shown
  }
  return value
}
