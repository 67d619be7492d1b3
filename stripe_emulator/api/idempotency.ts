import { createHash } from 'node:crypto'
import { StripeError } from '#stripe_emulator/http/stripe_error'
import type { IdempotentAnswer } from '#stripe_emulator/records'
import type { World } from '#stripe_emulator/world'

const RETENTION_SECONDS = 24 * 60 * 60
const MAX_KEY_LENGTH = 255

/** Keys of calls that have arrived and are not answered yet. */
const busyKeys = new WeakMap<World, Set<string>>()

/** Identifies the call that a key belongs to; Stripe refuses the key for any other call. */
export function fingerprintOf(method: string, path: string, query: string, body: string): string {
  return createHash('sha256').update([method, path, query, body].join('\n')).digest('hex')
}

/**
 * The first answer to a call with this key, if there was one.
 *
 * @throws StripeError if the key is too long, busy, or was used for another call
 */
export function earlierAnswer(
  world: World,
  key: string,
  fingerprint: string
): IdempotentAnswer | undefined {
  if (key.length > MAX_KEY_LENGTH) {
    throw new StripeError(400, {
      type: 'idempotency_error',
      message: `Idempotency keys can be at most ${MAX_KEY_LENGTH} characters long.`,
    })
  }
  const saved = world.store.idempotentAnswers.get(key)
  const earlier = saved && saved.createdAt > world.now() - RETENTION_SECONDS ? saved : undefined
  if (earlier && earlier.fingerprint !== fingerprint) {
    throw new StripeError(400, {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used with the same parameters they were first ' +
        `used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    })
  }
  if (busyKeysOf(world).has(key)) {
    throw new StripeError(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message:
        `There is currently another in-progress request using this Idempotent Key '${key}' ` +
        '(that probably means you submitted twice, and the other request is still going through).',
    })
  }
  return earlier
}

/** Drops the answers that are too old to be replayed. */
export function forgetOldAnswers(world: World) {
  const { idempotentAnswers } = world.store
  const oldest = world.now() - RETENTION_SECONDS
  idempotentAnswers.replaceAll(
    idempotentAnswers.all().filter((answer) => answer.createdAt > oldest)
  )
}

/** Refuses other calls with this key until `markFree`. */
export function markBusy(world: World, key: string) {
  busyKeysOf(world).add(key)
}

/** Accepts calls with this key again, once its call is answered. */
export function markFree(world: World, key: string) {
  busyKeysOf(world).delete(key)
}

/** Saves the first answer to a key, to be replayed for 24 hours. */
export function saveAnswer(world: World, answer: Omit<IdempotentAnswer, 'createdAt'>) {
  const { idempotentAnswers } = world.store
  idempotentAnswers.delete(answer.id)
  idempotentAnswers.add({ ...answer, createdAt: world.now() })
  world.store.changed()
}

function busyKeysOf(world: World): Set<string> {
  const keys = busyKeys.get(world) ?? new Set()
  busyKeys.set(world, keys)
  return keys
}
