import type { ServerResponse } from 'node:http'
import type { Call } from '#stripe_emulator/api/call'
import type { LoggedRequest } from '#stripe_emulator/hostile/request_log'
import { StripeError, type StripeErrorBody } from '#stripe_emulator/http/stripe_error'

/** Raised while a call executes, so it is saved for the idempotency key; 502 to 504 are not. */
export const EXECUTION_FAILED = 500

/** The answer to a call. */
export interface Result {
  status: number
  body: object
  /** The request id of the earlier call whose answer is replayed. */
  replayOf?: string
}

/** Sends the answer, unless the connection is closed. */
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
      result.status === EXECUTION_FAILED && { 'Stripe-Should-Retry': 'false' }),
    ...(result.replayOf && {
      'Idempotent-Replayed': 'true',
      'Original-Request': result.replayOf,
    }),
  })
  response.end(JSON.stringify(result.body, null, 2))
}

/** An error as Stripe's error JSON; anything but a StripeError is logged and becomes a 500. */
export function errorResult(error: unknown): Result {
  if (!(error instanceof StripeError)) {
    console.error(error)
    return errorResult(faultError(500))
  }
  return { status: error.status, body: { error: error.body } }
}

/**
 * Stripe's error for the status of an injected fault.
 * @param error what differs from the usual error of this status
 */
export function faultError(status: number, error: Partial<StripeErrorBody> = {}): StripeError {
  const usual = usualError(status)
  return new StripeError(status, { ...usual.body, ...error })
}

function usualError(status: number): StripeError {
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
