import { StripeError } from '#stripe_emulator/http/stripe_error'

/**
 * @param header `Authorization`, with the secret key as Bearer token or as Basic user name
 * @throws StripeError 401 for another key or none
 */
export function authenticate(header: string | undefined, secretKey: string) {
  const given = keyOf(header)
  if (given === undefined || given === '') {
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message:
        'You did not provide an API key. You need to provide your API key in the Authorization ' +
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    })
  }
  if (given !== secretKey) {
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message: `Invalid API Key provided: ${masked(given)}`,
    })
  }
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
