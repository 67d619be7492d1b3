import { StripeError } from '#stripe_emulator/http/stripe_error'
import type { World } from '#stripe_emulator/world'

/** Whoever makes a call. */
export interface Caller {
  /** Masked, as Stripe shows it. */
  key: string
  /** The rights of a restricted key; null for the secret key, which has all. */
  rights: readonly string[] | null
}

/**
 * @param header `Authorization`, with the secret key as Bearer token or as Basic user name
 * @throws StripeError 401 for another key or none
 */
export function authenticate(header: string | undefined, world: World): Caller {
  const given = keyOf(header)
  if (given === undefined || given === '') {
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message:
        'You did not provide an API key. You need to provide your API key in the Authorization ' +
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    })
  }
  const restricted = world.store.restrictedKeys.get(given)
  if (given !== world.secretKey && restricted === undefined) {
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message: `Invalid API Key provided: ${masked(given)}`,
    })
  }
  return { key: masked(given), rights: restricted?.rights ?? null }
}

/** The key in an `Authorization` header. */
export function keyOf(header = ''): string | undefined {
  const [scheme, value] = header.split(' ', 2)
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return value
    case 'basic':
      return Buffer.from(value ?? '', 'base64')
        .toString()
        .split(':', 1)[0]
    default:
      return undefined
  }
}

function masked(key: string) {
  const shown = key.slice(0, 8)
  return `${shown}${'*'.repeat(Math.max(0, key.length - 12))}${key.slice(12).slice(-4)}`
}
