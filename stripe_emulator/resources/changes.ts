import { isDeepStrictEqual } from 'node:util'
import type { StripeObject } from '#stripe_emulator/objects'

/**
 * Sets fields of the object; those with the value undefined are left unchanged.
 *
 * @returns the previous values of changed fields, as an event's `previous_attributes`; undefined if none
 * changed
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
