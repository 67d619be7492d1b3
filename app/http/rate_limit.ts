import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { errors } from '@adonisjs/limiter'
import limiter from '@adonisjs/limiter/services/main'
import logger from '@adonisjs/core/services/logger'
import { TooManyRequestsException } from '#http/exceptions/too_many_requests_exception'

/**
 * A limit on attempts. The limits themselves are in `app/http/rate_limits.ts`.
 */
export interface RateLimit {
  name: string
  requests: number
  /** The window, which begins with the first attempt, such as "15 minutes". */
  every: string
  /** Counted by each process alone, in memory: for limits that save the time of the process. */
  isPerProcess?: boolean
}

/**
 * Counts an attempt. Must be called before the work, so that concurrent attempts cannot exceed the
 * limit.
 * @param subject what the limit applies to: a network, an account, or both
 * @throws TooManyRequestsException if the limit is exceeded
 */
export async function countAttempt(limit: RateLimit, ...subject: (string | number)[]) {
  const key = keyOf(limit, subject)
  await onStore(limit, async (store) => {
    try {
      await store.consume(key)
    } catch (error) {
      if (error instanceof errors.E_TOO_MANY_REQUESTS) {
        throw new TooManyRequestsException(Math.max(1, error.response.availableIn))
      }
      throw error
    }
  })
}

/**
 * Like `countAttempt`, for work that is left out where the limit is exceeded.
 * @returns whether the attempt is within the limit
 */
export async function allowsAttempt(
  limit: RateLimit,
  ...subject: (string | number)[]
): Promise<boolean> {
  return isAllowed(() => countAttempt(limit, ...subject))
}

async function isAllowed(count: () => Promise<void>): Promise<boolean> {
  try {
    await count()
    return true
  } catch (error) {
    if (error instanceof TooManyRequestsException) {
      return false
    }
    throw error
  }
}

/**
 * Whether the limit is used up. Counts nothing: for attempts that count only once they have failed.
 */
async function isExceeded(limit: RateLimit, ...subject: (string | number)[]): Promise<boolean> {
  return onStore(limit, async (store) => (await store.remaining(keyOf(limit, subject))) <= 0)
}

/**
 * Seconds until the next attempt is allowed; 0 where it is allowed now. Counts nothing.
 */
export async function secondsUntilAllowed(
  limit: RateLimit,
  ...subject: (string | number)[]
): Promise<number> {
  return onStore(limit, (store) => store.availableIn(keyOf(limit, subject)))
}

/**
 * Adds to a count, for limits of more than attempts, such as of time. Exceeding the limit refuses the
 * next attempt.
 * @param amount whole and not negative
 */
export async function addToCount(
  limit: RateLimit,
  amount: number,
  ...subject: (string | number)[]
): Promise<void> {
  if (amount > 0) {
    await onStore(limit, (store) => store.increment(keyOf(limit, subject), amount))
  }
}

/**
 * Takes back one counted attempt, such as a successful one.
 */
export async function uncountAttempt(limit: RateLimit, ...subject: (string | number)[]) {
  await onStore(limit, (store) => store.decrement(keyOf(limit, subject)))
}

/**
 * Resets the count of a subject.
 */
export async function forgetAttempts(limit: RateLimit, ...subject: (string | number)[]) {
  await onStore(limit, (store) => store.delete(keyOf(limit, subject)))
}

/**
 * Counts an attempt for the network of an address. The /48 of an IPv6 address has a limit as well: a
 * provider may assign all of it to one customer.
 * @param subject what the limit applies to besides the network
 * @throws TooManyRequestsException if a limit is exceeded
 */
export async function countNetworkAttempt(
  limit: RateLimit,
  address: string,
  ...subject: (string | number)[]
) {
  for (const scope of scopesOf(limit, address)) {
    await countAttempt(scope.limit, ...subject, scope.network)
  }
}

/** Like `countNetworkAttempt`, for work that is left out where a limit is exceeded. */
export async function allowsNetworkAttempt(limit: RateLimit, address: string): Promise<boolean> {
  return isAllowed(() => countNetworkAttempt(limit, address))
}

/** Like `isExceeded`, for what `countNetworkAttempt` counts. */
export async function isNetworkExceeded(limit: RateLimit, address: string): Promise<boolean> {
  const exceeded = await Promise.all(
    scopesOf(limit, address).map((scope) => isExceeded(scope.limit, scope.network))
  )
  return exceeded.includes(true)
}

/** Like `secondsUntilAllowed`, for what `countNetworkAttempt` counts. */
export async function secondsUntilNetworkAllowed(
  limit: RateLimit,
  address: string
): Promise<number> {
  const seconds = await Promise.all(
    scopesOf(limit, address).map((scope) => secondsUntilAllowed(scope.limit, scope.network))
  )
  return Math.max(...seconds)
}

/** Takes back an attempt that `countNetworkAttempt` counted. */
export async function uncountNetworkAttempt(
  limit: RateLimit,
  address: string,
  ...subject: (string | number)[]
) {
  for (const scope of scopesOf(limit, address)) {
    await uncountAttempt(scope.limit, ...subject, scope.network)
  }
}

/** Resets what `countNetworkAttempt` counted. */
export async function forgetNetworkAttempts(
  limit: RateLimit,
  address: string,
  ...subject: (string | number)[]
) {
  for (const scope of scopesOf(limit, address)) {
    await forgetAttempts(scope.limit, ...subject, scope.network)
  }
}

/** How many times the limit of a network its /48 may use. */
const WIDER_FACTOR = 4

function scopesOf(limit: RateLimit, address: string) {
  const wider = widerNetworkOf(address)
  const own = { limit, network: networkOf(address) }
  if (wider === null) {
    return [own]
  }
  const requests = limit.requests * WIDER_FACTOR
  return [own, { limit: { ...limit, name: `${limit.name}_48`, requests }, network: wider }]
}

/**
 * The network whose requests are counted together: an IPv4 address, or the /64 of an IPv6 address,
 * which providers assign to a single customer.
 * Source: https://www.rfc-editor.org/rfc/rfc6177#section-2
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) {
    return mapped[1]
  }
  return isIPv6(address) ? firstGroups(address, 4) : address
}

/** The /48 of an IPv6 address; null for an IPv4 address. */
export function widerNetworkOf(address: string): string | null {
  return networkOf(address).includes(':') ? firstGroups(address, 3) : null
}

/** The first groups of an IPv6 address, without leading zeros. */
function firstGroups(address: string, count: number): string {
  const [head, tail] = address.split('%')[0].split('::')
  const first = head.split(':').filter((group) => group !== '')
  const last = (tail ?? '').split(':').filter((group) => group !== '')
  const zeros =
    tail === undefined ? [] : Array(Math.max(0, 8 - first.length - last.length)).fill('0')
  const groups = [...first, ...zeros, ...last].slice(0, count)
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
}

type Limiter = ReturnType<typeof limiter.use>

/** If the store of the limits fails, this process counts in memory. */
async function onStore<Result>(limit: RateLimit, work: (store: Limiter) => Promise<Result>) {
  const options = { requests: limit.requests, duration: limit.every }
  if (limit.isPerProcess) {
    return work(limiter.use('memory', { ...options }))
  }
  try {
    return await work(limiter.use({ ...options }))
  } catch (error) {
    if (error instanceof TooManyRequestsException) {
      throw error
    }
    logger.error({ err: error, limit: limit.name }, 'Attempts are counted in memory')
    return work(limiter.use('memory', { ...options }))
  }
}

/** Hashed, because it contains e-mail addresses and must fit its column. */
function keyOf(limit: RateLimit, subject: (string | number)[]): string {
  const digest = createHash('sha256').update(JSON.stringify(subject)).digest('base64url')
  return `${limit.name}:${digest}`
}
