/** The `error` object of an answer, as Stripe's API reference describes it. */
export interface StripeErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  message: string
  code?: string
  param?: string
  decline_code?: string
  charge?: string
  payment_intent?: unknown
}

/** An answer that is not a success; the API layer turns it into Stripe's error JSON. */
export class StripeError extends Error {
  readonly status: number
  readonly body: StripeErrorBody

  constructor(status: number, body: StripeErrorBody) {
    super(body.message)
    this.name = 'StripeError'
    this.status = status
    this.body = body
  }
}

/** A 400 `invalid_request_error`. */
export function invalidRequest(message: string, details: { code?: string; param?: string } = {}) {
  return new StripeError(400, { type: 'invalid_request_error', message, ...details })
}

/** Stripe's error for an unknown id: 404 if the id is in the path, 400 in another parameter. */
export function resourceMissing(noun: string, id: string, param = 'id') {
  return new StripeError(param === 'id' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  })
}

/** A refused card; the message is what Stripe shows to the buyer. */
export function cardDeclined(details: { charge?: string; payment_intent?: unknown } = {}) {
  return new StripeError(402, {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
    ...details,
  })
}
