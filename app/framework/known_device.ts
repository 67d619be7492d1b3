import { randomBytes } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { sessionCookie } from '#config/session'
import type User from '#models/user'

/** Encrypted, so that nobody can name another user. */
const COOKIE = `${sessionCookie}-known`

/** Seconds; browsers keep no cookie longer than 400 days (RFC 6265bis, 5.5). */
const MAX_AGE = 400 * 24 * 60 * 60

/** Users who are remembered in one browser; the one who has not signed in for longest is dropped. */
const MAX_USERS = 5

/**
 * A browser in which users have signed in. It opens nothing: attempts from it are only counted apart
 * from those of strangers, who could otherwise lock a user out.
 * Source: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
interface KnownDevice {
  id: string
  /** Who has signed in and when, in milliseconds since 1970; the last one first. */
  users: { id: number; at: number }[]
}

/** Records in the browser that a user signed in. Signing out leaves it. */
export function recordDevice(ctx: HttpContext, userId: number) {
  const { id, users } = knownDevice(ctx) ?? { id: newId(), users: [] }
  const others = users.filter((other) => other.id !== userId)
  const device: KnownDevice = {
    id,
    users: [{ id: userId, at: Date.now() }, ...others].slice(0, MAX_USERS),
  }
  ctx.response.encryptedCookie(COOKIE, device, { maxAge: MAX_AGE })
}

/** Ids of the users who have signed in in this browser. */
export function usersOfDevice(ctx: HttpContext): number[] {
  return knownDevice(ctx)?.users.map(({ id }) => id) ?? []
}

/**
 * The id of the browser, where this user has signed in since their sessions ended and their second
 * factor was enabled; else null. Whoever knew the old password may have made known browsers without
 * number, and each has attempts of its own.
 */
export function deviceIdOf(ctx: HttpContext, user: User): string | null {
  const device = knownDevice(ctx)
  const at = device?.users.find(({ id }) => id === user.id)?.at
  const validFrom = Math.max(
    user.createdAt.toMillis(),
    user.sessionsValidFrom?.toMillis() ?? 0,
    user.secondFactorSince?.toMillis() ?? 0
  )
  return device && at !== undefined && at >= validFrom ? device.id : null
}

function knownDevice({ request }: HttpContext): KnownDevice | null {
  const device: KnownDevice | null = request.encryptedCookie(COOKIE)
  return device ?? null
}

function newId(): string {
  return randomBytes(16).toString('base64url')
}
