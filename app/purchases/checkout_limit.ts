import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { type Buyer, limitSubject } from '#buyers/buyer'
import { databaseTime } from '#database/columns'
import { TooManyRequestsException } from '#http/exceptions/too_many_requests_exception'
import {
  countAttempt,
  countNetworkAttempt,
  networkOf,
  secondsUntilAllowed,
  secondsUntilNetworkAllowed,
  uncountAttempt,
  uncountNetworkAttempt,
} from '#http/rate_limit'
import { checkoutByAccount, checkoutByNetwork } from '#http/rate_limits'
import type CheckoutAttempt from '#models/checkout_attempt'

/** Minutes after which a checkout belongs to an earlier window, and has nothing to take back. */
const WINDOW = 10

/**
 * Whether another checkout may be opened. Counts nothing.
 * @throws {TooManyRequestsException} where the buyer or the network has opened too many and paid none
 * of them
 */
export async function checkCheckoutLimit(buyer: Buyer, ip: string): Promise<void> {
  const seconds = Math.max(
    await secondsUntilAllowed(checkoutByAccount, limitSubject(buyer)),
    await secondsUntilNetworkAllowed(checkoutByNetwork, ip)
  )
  if (seconds > 0) {
    throw new TooManyRequestsException(seconds)
  }
}

/**
 * Counts a new checkout against the limits of its buyer and network.
 * @throws {TooManyRequestsException} where a limit is exceeded
 */
export async function countCheckout(attempt: CheckoutAttempt, ip: string): Promise<void> {
  await countAttempt(checkoutByAccount, attempt.userId ?? attempt.browser!)
  await countNetworkAttempt(checkoutByNetwork, ip)
  await attempt.merge({ countedNetwork: networkOf(ip) }).save()
}

/**
 * Takes a checkout back from the limits, because it was paid or could not be. Does so once, however
 * often it is called.
 */
export async function uncountCheckout(attemptId: number): Promise<void> {
  const attempt = await db
    .from('checkout_attempts')
    .select('user_id', 'browser', 'counted_network', 'created_at')
    .where('id', attemptId)
    .where('created_at', '>', databaseTime(DateTime.utc().minus({ minutes: WINDOW })))
    .whereNotNull('counted_network')
    .first()
  if (!attempt) {
    return
  }
  const taken = await db
    .from('checkout_attempts')
    .where('id', attemptId)
    .whereNotNull('counted_network')
    .update({ counted_network: null, updated_at: databaseTime(DateTime.utc()) })
  if (Number(taken) === 1) {
    await uncountAttempt(checkoutByAccount, attempt.user_id ?? attempt.browser)
    await uncountNetworkAttempt(checkoutByNetwork, attempt.counted_network)
  }
}
