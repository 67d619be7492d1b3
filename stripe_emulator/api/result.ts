import type { ServerResponse } from 'node:http'
import type { Call } from '#stripe_emulator/api/call'
import type { LoggedRequest } from '#stripe_emulator/hostile/request_log'
import { StripeError } from '#stripe_emulator/http/stripe_error'

/** A 500 comes from within the execution, so it counts as the answer; 502 to 504 come before it. */
export const EXECUTION_BROKE = 500

/** What a call is answered. */
export interface Result {
  status: number
  body: object
  /** The id of the call whose answer this is, if it was made earlier. */
  replayOf?: string
}

/** Sends the answer, unless the caller has gone. */
export function sendResult(
  response: ServerResponse,
  call: Call,
  result: Result,
  logged: LoggedRequest
) {
  logged.status = result.status
  if (response.destroyed) {
    return
  }
  response.writeHead(result.status, {
    'Content-Type': 'application/json',
    'Request-Id': call.requestId,
    'Stripe-Version': call.version,
    'Cache-Control': 'no-cache, no-store',
    ...(call.idempotencyKey !== null && { 'Idempotency-Key': call.idempotencyKey }),
    ...(call.idempotencyKey !== null &&
      result.status === EXECUTION_BROKE && { 'Stripe-Should-Retry': 'false' }),
    ...(result.replayOf && {
      'Idempotent-Replayed': 'true',
      'Original-Request': result.replayOf,
    }),
  })
  response.end(JSON.stringify(result.body, null, 2))
}

/** An error as the answer that tells it; what nobody expected is a 500. */
export function errorResult(error: unknown): Result {
  if (!(error instanceof StripeError)) {
    console.error(error)
    return errorResult(faultError(500))
  }
  return { status: error.status, body: { error: error.body } }
}

/** What Stripe says with a status that a fault asks for. */
export function faultError(status: number): StripeError {
  if (status === 429) {
    return new StripeError(429, {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message: 'Request rate limit exceeded.',
    })
  }
  if (status === 401) {
    return new StripeError(401, {
      type: 'invalid_request_error',
      message: 'Invalid API Key provided: sk_test_****',
    })
  }
  return new StripeError(status, {
    type: status >= 500 ? 'api_error' : 'invalid_request_error',
    message: 'An unknown error occurred',
  })
}
