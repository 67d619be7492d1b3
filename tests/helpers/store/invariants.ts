import type { Assert } from '@japa/assert'
import CheckInvariants from '#operations/check_invariants'

/** Whatever was done, everything that must hold does. */
export async function assertInvariants(assert: Assert) {
  assert.deepEqual(await new CheckInvariants().handle(), [])
}
