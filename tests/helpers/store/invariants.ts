import type { Assert } from '@japa/assert'
import CheckInvariants from '#operations/check_invariants'

/** Fails where an invariant of the store is violated. */
export async function assertInvariants(assert: Assert) {
  assert.deepEqual(await new CheckInvariants().handle(), [])
}
