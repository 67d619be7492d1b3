import { setTimeout as sleep } from 'node:timers/promises'
import type Stripe from 'stripe'
import { PaymentGatewayError, type Patience } from '#stripe/payment_gateway'
import { Deadline } from '#shared/deadline'
import { failedCall } from '#stripe/stripe_errors'

interface Limits {
  deadline: Deadline
  /** Milliseconds for one try. */
  callTimeout: number
  /** How often a request without an answer is sent again, with the same idempotency key. */
  repeats: number
  /** How often a request that came too soon after others is sent again. */
  waits: number
}

/** In the background: patient with a slow Stripe, but done before the lease of an event ends. */
const BACKGROUND = { deadline: 90_000, callTimeout: 20_000, repeats: 2, waits: 7 }
const INTERACTIVE = { repeats: 1, waits: 3 }

/** Milliseconds of the first pause before a repeat; it doubles each time. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 16_000

/** Milliseconds below which a further try is not worth beginning. */
const SHORTEST_TRY = 500

/**
 * Sends requests to Stripe within the time there is, and sends them again where that can help. The
 * `stripe` package's own retries are off: they know no deadline over several calls, and leave a
 * rate limit to the caller.
 */
export class StripeCalls {
  readonly #interactiveDeadline: number
  readonly #callTimeout: number

  /** All in milliseconds. */
  constructor(times: { interactiveDeadline: number; callTimeout: number }) {
    this.#interactiveDeadline = times.interactiveDeadline
    this.#callTimeout = times.callTimeout
  }

  /**
   * @param send is called once for each try and must pass the options on
   * @throws PaymentGatewayError
   */
  async run<T>(
    patience: Patience,
    send: (options: Stripe.RequestOptions) => Promise<T>
  ): Promise<T> {
    const limits = this.#limits(patience)

    for (let repeats = 0, waits = 0; ;) {
      try {
        return await this.#tryOnce(limits, send)
      } catch (cause) {
        const { error, mayBeRepeated, retryAfter } = failedCall(cause)
        const isRateLimit = error.reason === 'rate_limited'
        const tries = isRateLimit ? waits++ : repeats++
        const pause = retryAfter ?? pauseBefore(tries)
        if (
          !mayBeRepeated ||
          tries >= (isRateLimit ? limits.waits : limits.repeats) ||
          limits.deadline.remaining < pause + SHORTEST_TRY
        ) {
          throw error
        }
        await sleep(pause)
      }
    }
  }

  /** The deadline that all calls under this patience share. */
  deadline(patience: Patience): Deadline {
    return this.#limits(patience).deadline
  }

  #limits(patience: Patience): Limits {
    if (patience === 'background') {
      return { ...BACKGROUND, deadline: new Deadline(BACKGROUND.deadline) }
    }
    return {
      ...INTERACTIVE,
      callTimeout: this.#callTimeout,
      deadline: patience === 'interactive' ? new Deadline(this.#interactiveDeadline) : patience,
    }
  }

  /** The package's timeout only watches for silence, so an answer that trickles needs a limit too. */
  async #tryOnce<T>(limits: Limits, send: (options: Stripe.RequestOptions) => Promise<T>) {
    const timeout = Math.ceil(Math.min(limits.callTimeout, limits.deadline.remaining))
    if (timeout === 0) {
      throw new PaymentGatewayError('unreachable', 'There was no time left to ask Stripe.')
    }

    const stopwatch = new AbortController()
    const answer = send({ timeout, maxNetworkRetries: 0 })
    try {
      return await Promise.race([
        answer,
        sleep(timeout, undefined, { signal: stopwatch.signal }).then(() => {
          throw new PaymentGatewayError('unreachable', `Stripe took longer than ${timeout} ms.`)
        }),
      ])
    } finally {
      stopwatch.abort()
      answer.catch(() => {})
    }
  }
}

/** With jitter, so that many waiting callers do not come back at once. */
function pauseBefore(tries: number) {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries)
  return pause / 2 + (Math.random() * pause) / 2
}
