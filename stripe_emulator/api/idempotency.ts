import { createHash } from 'node:crypto'
import { StripeError } from '#stripe_emulator/http/stripe_error'
import type { IdempotentAnswer } from '#stripe_emulator/records'
import type { World } from '#stripe_emulator/world'

const KEPT_SECONDS = 24 * 60 * 60
const LONGEST_KEY = 255

/** A key is busy from the arrival of a call until its answer is sent. */
const busyKeys = new WeakMap<World, Set<string>>()

/** What a key is bound to: another call with it is a mistake. */
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
  if (key.length > LONGEST_KEY) {
    throw new StripeError(400, {
      type: 'idempotency_error',
      message: `Idempotency keys can be at most ${LONGEST_KEY} characters long.`,
    })
  }
  const kept = world.store.idempotentAnswers.get(key)
  const earlier = kept && kept.createdAt > world.now() - KEPT_SECONDS ? kept : undefined
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
  const oldest = world.now() - KEPT_SECONDS
  idempotentAnswers.replaceAll(
    idempotentAnswers.all().filter((answer) => answer.createdAt > oldest)
  )
}

export function markBusy(world: World, key: string) {
  busyKeysOf(world).add(key)
}

export function markFree(world: World, key: string) {
  busyKeysOf(world).delete(key)
}

export function keepAnswer(world: World, answer: Omit<IdempotentAnswer, 'createdAt'>) {
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
