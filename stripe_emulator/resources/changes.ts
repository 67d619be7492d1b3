import { isDeepStrictEqual } from 'node:util'
import type { StripeObject } from '#stripe_emulator/objects'

/**
 * Sets the fields of the object and tells what they were before, as an event's
 * `previous_attributes`; undefined if nothing changed. Undefined fields are left alone.
 */
export function applyChanges(
  object: StripeObject,
  changes: Record<string, unknown>
): Record<string, unknown> | undefined {
  const changed = Object.entries(changes).filter(
    ([field, value]) => value !== undefined && !isDeepStrictEqual(object[field], value)
  )
  if (changed.length === 0) {
    return undefined
  }
  const previous = Object.fromEntries(changed.map(([field]) => [field, object[field]]))
  Object.assign(object, Object.fromEntries(changed))
  return previous
}
