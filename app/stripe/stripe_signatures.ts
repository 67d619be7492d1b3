import Stripe from 'stripe'
import type { VerifiedBody } from '#stripe/payment_gateway'

/** Seconds after which a signature is too old. */
const TOLERANCE = 300

/**
 * The header with which Stripe would send this body now; null without a secret.
 * @param secrets of the webhook endpoint; the first one signs
 */
export function signatureFor(rawBody: string, secrets: readonly string[]): string | null {
  const secret = secrets.at(0)
  return secret === undefined
    ? null
    : Stripe.webhooks.generateTestHeaderString({ payload: rawBody, secret })
}

/**
 * What Stripe sent, if it was signed with one of the secrets within the last five minutes.
 * @param signature the header `Stripe-Signature`
 */
export function verifyEvent(
  rawBody: string,
  signature: string,
  secrets: readonly string[]
): VerifiedBody {
  if (!secrets.some((secret) => isSigned(rawBody, signature, secret))) {
    return { type: 'unsigned' }
  }
  const seconds = secondsSinceSigned(signature)
  return seconds > TOLERANCE ? { type: 'too_old', seconds } : readBody(rawBody)
}

/** Whether the signature is right, however old it is. */
function isSigned(rawBody: string, header: string, secret: string): boolean {
  try {
    return Stripe.webhooks.signature!.verifyHeader(rawBody, header, secret, 0)
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) {
      return false
    }
    throw error
  }
}

/** Infinite where the header names no time. */
function secondsSinceSigned(header: string): number {
  const signedAt = Number(/(?:^|,)\s*t=(\d+)/.exec(header)?.[1] ?? -Infinity)
  return Math.floor(Date.now() / 1000) - signedAt
}

/** A valid signature does not make a body an event of the shape that this store reads. */
function readBody(rawBody: string): VerifiedBody {
  const body = parseJson(rawBody)
  if (body?.object === 'v2.core.event') {
    return { type: 'thin_event', eventType: String(body.type) }
  }
  return isEvent(body) ? { type: 'event', event: body } : { type: 'unsigned' }
}

function parseJson(
  text: string
): (Omit<Partial<Stripe.Event>, 'object'> & { object?: string }) | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

function isEvent(value: object | null): value is Stripe.Event {
  const { id, type, livemode, data } = (value ?? {}) as Partial<Stripe.Event>
  return (
    typeof id === 'string' &&
    typeof type === 'string' &&
    typeof livemode === 'boolean' &&
    typeof data?.object === 'object' &&
    data.object !== null
  )
}
