import { setTimeout as sleep } from 'node:timers/promises'
import type Stripe from 'stripe'
import { PaymentGatewayError, type Patience } from '#stripe/payment_gateway'
import { Deadline } from '#shared/deadline'
import { failedCall } from '#stripe/stripe_errors'

interface Limits {
  deadline: Deadline
  /** Milliseconds for one attempt. */
  callTimeout: number
  /** How often a request is repeated after a failure, with the same idempotency key. */
  repeats: number
  /** How often a request is repeated after a rate limit. */
  waits: number
}

/** Long enough for a slow Stripe, but shorter than the lease on an event. Milliseconds. */
const BACKGROUND = { deadline: 90_000, callTimeout: 20_000, repeats: 2, waits: 7 }
const INTERACTIVE = { repeats: 1, waits: 3 }

/** Milliseconds of the first pause before a repeat; it doubles each time. */
const FIRST_PAUSE = 250
const MAX_PAUSE = 16_000

/** Milliseconds that must be left for another attempt. */
const MIN_ATTEMPT = 500

/**
 * Sends requests to Stripe within a deadline and repeats those that may succeed later. The `stripe`
 * package's own retries are off: they have no deadline over several calls, and do not retry after a
 * rate limit.
 */
export class StripeCalls {
  readonly #interactiveDeadline: number
  readonly #callTimeout: number
  readonly #check: (patience: Patience) => Promise<void>

  /**
   * @param times in milliseconds
   * @param check called before each request; it throws where none may be sent
   */
  constructor(
    times: { interactiveDeadline: number; callTimeout: number },
    check: (patience: Patience) => Promise<void>
  ) {
    this.#interactiveDeadline = times.interactiveDeadline
    this.#callTimeout = times.callTimeout
    this.#check = check
  }

  /**
   * Runs a request, with repeats.
   * @param send called once per attempt; must pass the options on to the `stripe` package
   * @throws PaymentGatewayError
   */
  async run<T>(
    patience: Patience,
    send: (options: Stripe.RequestOptions) => Promise<T>
  ): Promise<T> {
    await this.#check(patience)
    return this.runUnchecked(patience, send)
  }

  /** The same for the request that the check itself needs. */
  async runUnchecked<T>(
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
          limits.deadline.remaining < pause + MIN_ATTEMPT
        ) {
          throw error
        }
        await sleep(pause)
      }
    }
  }

  /** The deadline of a patience, for calls that share it. */
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

  /** The package's timeout only limits silence; this also limits an answer that arrives slowly. */
  async #tryOnce<T>(limits: Limits, send: (options: Stripe.RequestOptions) => Promise<T>) {
    const timeout = Math.ceil(Math.min(limits.callTimeout, limits.deadline.remaining))
    if (timeout === 0) {
      throw new PaymentGatewayError('unreachable', 'No time was left for the call to Stripe.')
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

/** With jitter, so that many waiting callers do not retry at the same time. */
function pauseBefore(tries: number) {
  const pause = Math.min(MAX_PAUSE, FIRST_PAUSE * 2 ** tries)
  return pause / 2 + (Math.random() * pause) / 2
}
