import { randomBytes } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { sessionCookie } from '#config/session'

/** Encrypted, so that nobody can name another user. */
const COOKIE = `${sessionCookie}-device`

/** Seconds; browsers keep no cookie longer than 400 days (RFC 6265bis, 5.5). */
const MAX_AGE = 400 * 24 * 60 * 60

/** Users who are remembered in one browser; the one who has not signed in for longest is dropped. */
const MAX_USERS = 5

/**
 * A browser in which users have signed in. It opens nothing: attempts from it are only counted apart
 * from those of strangers, who could otherwise lock a user out.
 * Source: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export interface KnownDevice {
  id: string
  /** Who has signed in, the last one first. */
  userIds: number[]
}

/** Records in the browser that a user signed in. Signing out leaves it. */
export function recordDevice(ctx: HttpContext, userId: number) {
  const { id, userIds } = knownDevice(ctx) ?? { id: newId(), userIds: [] }
  const others = userIds.filter((other) => other !== userId)
  const device: KnownDevice = { id, userIds: [userId, ...others].slice(0, MAX_USERS) }
  ctx.response.encryptedCookie(COOKIE, device, { maxAge: MAX_AGE })
}

/** The browser, where somebody has signed in before; else null. */
export function knownDevice({ request }: HttpContext): KnownDevice | null {
  const device: KnownDevice | null = request.encryptedCookie(COOKIE)
  return device ?? null
}

/** The id of the browser, where this user has signed in before; else null. */
export function deviceIdOf(ctx: HttpContext, userId: number): string | null {
  const device = knownDevice(ctx)
  return device?.userIds.includes(userId) ? device.id : null
}

function newId(): string {
  return randomBytes(16).toString('base64url')
}
