import { PaymentGatewayError } from '#stripe/payment_gateway'

/** A write to Stripe that carries an id of this store in its metadata. */
export interface WriteOnce<T> {
  /** Whether an earlier try may have reached Stripe. */
  mayBeSent: boolean
  /** Finds the object that carries the id; null if Stripe has none. */
  find: () => Promise<T | null>
  /** Sends it with its idempotency key, which covers a try that is still running. */
  send: () => Promise<T>
}

/**
 * Makes one object in Stripe, however often it is called. Stripe forgets idempotency keys after a
 * day, so an object that may have been made is looked for before it is made again. So it is after
 * Stripe has failed, which does not say whether it made the object.
 * @throws {PaymentGatewayError} one that is final means that the object was not made
 *
 * Source: https://docs.stripe.com/api/idempotent_requests
 */
export async function writeOnce<T>({ mayBeSent, find, send }: WriteOnce<T>): Promise<T> {
  const earlier = mayBeSent ? await lookUp(find) : null
  if (earlier !== null) {
    return earlier
  }
  try {
    return await send()
  } catch (error) {
    const made = hasFailedInStripe(error) ? await lookUp(find) : null
    if (made !== null) {
      return made
    }
    throw error
  }
}

/** Where Stripe fails at the look-up as well, nobody knows whether it made the object. */
async function lookUp<T>(find: () => Promise<T | null>): Promise<T | null> {
  try {
    return await find()
  } catch (error) {
    throw hasFailedInStripe(error)
      ? new PaymentGatewayError('unreachable', error.message, { cause: error })
      : error
  }
}

function hasFailedInStripe(error: unknown): error is PaymentGatewayError {
  return error instanceof PaymentGatewayError && error.isFinal && error.reason === 'unreachable'
}
