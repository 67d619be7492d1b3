type Json = Record<string, unknown>

/** An id in place of an object, as in Stripe's expandable fields. */
const IS_ID = /^[a-z]+(_[a-z]+)?_?[A-Za-z0-9]+$/

/**
 * The differences between an object and a fixture: every field of the fixture must exist with a value
 * of the same type. Null is allowed on both sides, and an id in place of its object.
 *
 * @param gone paths of fields that may be missing
 */
export function differences(fixture: unknown, shown: unknown, gone: string[] = []): string[] {
  return compare(fixture, shown, '').filter(
    (difference) => !gone.some((path) => difference.startsWith(`${path} `))
  )
}

function compare(fixture: unknown, shown: unknown, path: string): string[] {
  if (shown === undefined) {
    return [`${path} is missing`]
  }
  if (fixture === null || shown === null) {
    return []
  }
  const [wanted, given] = [kindOf(fixture), kindOf(shown)]
  if (wanted !== given) {
    return mayStandFor(fixture, shown) ? [] : [`${path} is of kind ${given} instead of ${wanted}`]
  }
  if (Array.isArray(fixture) && Array.isArray(shown)) {
    return fixture.length > 0 && shown.length > 0 ? compare(fixture[0], shown[0], `${path}[0]`) : []
  }
  if (wanted === 'object' && isOfSameObject(fixture, shown)) {
    const fields = Object.entries(fixture as Json).filter(([key]) => key !== 'metadata')
    return fields.flatMap(([key, value]) =>
      compare(value, (shown as Json)[key], path ? `${path}.${key}` : key)
    )
  }
  return []
}

function kindOf(value: unknown) {
  return Array.isArray(value) ? 'array' : typeof value
}

/** Whether one is an object and the other its id. */
function mayStandFor(fixture: unknown, shown: unknown) {
  const [id, object] = typeof fixture === 'string' ? [fixture, shown] : [shown, fixture]
  return (
    typeof id === 'string' && IS_ID.test(id) && typeof (object as { id?: unknown }).id === 'string'
  )
}

/** Variants, which differ in `type`, and objects of another kind have fields of their own. */
function isOfSameObject(fixture: unknown, shown: unknown) {
  const [wanted, given] = [fixture as Json, shown as Json]
  const isVariant = !('id' in wanted) && wanted.type !== given.type
  return !isVariant && wanted.object === given.object
}
