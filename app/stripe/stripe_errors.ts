import { PaymentGatewayError } from '#stripe/payment_gateway'
import { missingRight, refusalOf } from '#stripe/refusal'

/** The properties of errors of the `stripe` package that are used here. */
interface StripeErrorShape extends Error {
  type: string
  statusCode?: number
  code?: string
  param?: string
  headers?: Record<string, string>
}

/** A failed call, and whether and when the same request may be repeated. */
export interface FailedCall {
  error: PaymentGatewayError
  mayBeRepeated: boolean

  /** Milliseconds to wait, as requested by Stripe; null if it did not say. */
  retryAfter: number | null
}

/**
 * Converts an error of the `stripe` package into a `PaymentGatewayError`.
 * @throws the cause itself if it is neither of the two
 *
 * Source: https://docs.stripe.com/error-low-level
 */
export function failedCall(cause: unknown): FailedCall {
  if (cause instanceof PaymentGatewayError) {
    return {
      error: cause,
      mayBeRepeated: cause.reason === 'unreachable' && !cause.isFinal,
      retryAfter: null,
    }
  }
  if (!isStripeError(cause)) {
    throw cause
  }

  const status = cause.statusCode ?? 0
  const failure = (
    reason: PaymentGatewayError['reason'],
    options: { isFinal: boolean; mayBeRepeated: boolean }
  ): FailedCall => ({
    error: new PaymentGatewayError(reason, cause.message, {
      cause,
      isFinal: options.isFinal,
      param: cause.param,
      refusal: refusalOf({ code: cause.code, param: cause.param, message: cause.message }),
      right: missingRight(cause.message),
    }),
    mayBeRepeated: advised(cause) ?? options.mayBeRepeated,
    retryAfter: retryAfter(cause),
  })

  if (status === 429) {
    return failure('rate_limited', { isFinal: false, mayBeRepeated: true })
  }
  if (status === 409) {
    return failure('unreachable', { isFinal: false, mayBeRepeated: true })
  }
  if (status === 401 || status === 403) {
    const reason = status === 401 ? 'refused_key' : 'missing_right'
    return failure(reason, { isFinal: false, mayBeRepeated: false })
  }
  if (status === 404 || cause.code === 'resource_missing') {
    return failure(status === 404 ? 'not_found' : 'refused', {
      isFinal: true,
      mayBeRepeated: false,
    })
  }
  if (status >= 500) {
    return failure('unreachable', { isFinal: true, mayBeRepeated: true })
  }
  if (status >= 400) {
    return failure('refused', { isFinal: true, mayBeRepeated: false })
  }
  return failure('unreachable', { isFinal: false, mayBeRepeated: true })
}

function isStripeError(cause: unknown): cause is StripeErrorShape {
  return cause instanceof Error && 'type' in cause && String(cause.type).startsWith('Stripe')
}

/** Stripe's own advice on whether to retry; null if it gave none. */
function advised(cause: StripeErrorShape): boolean | null {
  const advice = cause.headers?.['stripe-should-retry']
  return advice === undefined ? null : advice === 'true'
}

function retryAfter(cause: StripeErrorShape): number | null {
  const seconds = Number(cause.headers?.['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null
}
