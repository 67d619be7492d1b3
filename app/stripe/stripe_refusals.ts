import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { databaseTime } from '#database/columns'
import type { PaymentGatewayError } from '#stripe/payment_gateway'
import type { Refusal } from '#stripe/refusal'

/**
 * What the owner has to change.
 *
 * - `no_key`, `key`, `right` the key in STRIPE_SECRET_KEY, or its rights
 * - `thin_events` an event destination in Stripe that sends another kind of event
 */
export type RefusalCause =
  'no_key' | 'key' | 'right' | 'thin_events' | Exclude<Refusal, 'currency' | 'email'>

/** What was attempted. */
export interface RefusedAct {
  /** The same for every attempt of the same: a row of its own, deleted when it works. */
  act: string
  /** For the owner. */
  label: string
  /** The price that was refused; the row is of no interest once it is archived. */
  priceStripeId?: string | null
}

/** Milliseconds for which a process remembers which acts are refused. */
const FRESH = 5000

/**
 * The acts that Stripe refuses at the moment, for "needs attention" and the doctor. A failure to record
 * one is only logged: the answer to the buyer matters more.
 */
class StripeRefusals {
  #acts: Promise<Set<string>> | null = null
  #readAt = 0

  /** Records that an act was refused, with Stripe's message; once more where it was before. */
  async record(refused: RefusedAct, cause: RefusalCause, message: string): Promise<void> {
    const now = databaseTime(DateTime.utc())
    const values = {
      cause,
      message,
      label: refused.label,
      price_stripe_id: refused.priceStripeId ?? null,
      last_refused_at: now,
      updated_at: now,
    }
    try {
      await db
        .insertQuery()
        .table('stripe_refusals')
        .insert({ ...values, act: refused.act, times: 1, created_at: now })
        .knexQuery.onConflict('act')
        .merge({ ...values, times: db.knexRawQuery('stripe_refusals.times + 1') })
    } catch (error) {
      logger.error({ err: error, act: refused.act }, 'A refusal of Stripe could not be recorded')
    }
    this.forget()
  }

  /** Deletes the refusals of acts that have worked. Rarely asks the database. */
  async clear(acts: string[]): Promise<void> {
    try {
      const refused = await this.#refused()
      if (acts.some((act) => refused.has(act))) {
        await db.from('stripe_refusals').whereIn('act', acts).delete()
        this.forget()
      }
    } catch (error) {
      logger.error({ err: error, acts }, 'A refusal of Stripe could not be cleared')
    }
  }

  /** Reads the database again at the next call. */
  forget() {
    this.#acts = null
  }

  #refused(): Promise<Set<string>> {
    const now = performance.now()
    if (this.#acts === null || now - this.#readAt > FRESH) {
      this.#readAt = now
      this.#acts = db
        .from('stripe_refusals')
        .select('act')
        .then((rows) => new Set(rows.map(({ act }) => act as string)))
      this.#acts.catch(() => this.forget())
    }
    return this.#acts
  }
}

/** The refusals, as this process remembers them. */
export const stripeRefusals = new StripeRefusals()

/** What the owner has to change after a failed call; null where it is nothing of theirs. */
export function causeOf(error: PaymentGatewayError): RefusalCause | null {
  switch (error.reason) {
    case 'not_configured':
      return 'no_key'
    case 'refused_key':
      return 'key'
    case 'missing_right':
      return 'right'
    case 'refused':
      return causeOfRefusal(error.refusal ?? 'other')
    case 'not_found':
      return 'other'
    case 'other_account':
    case 'unreachable':
    case 'rate_limited':
      return null
  }
}

/** A currency is recorded only where a customer of its own did not help. */
function causeOfRefusal(refusal: Refusal): RefusalCause | null {
  if (refusal === 'email') {
    return null
  }
  return refusal === 'currency' ? 'other' : refusal
}

/** Whether a cause concerns everything that is attempted, not one price. */
export function concernsEverything(cause: RefusalCause): boolean {
  return ['no_key', 'key', 'right', 'account', 'unknown_origin', 'clock'].includes(cause)
}
