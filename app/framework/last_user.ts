import type { HttpContext } from '@adonisjs/core/http'
import { sessionCookie } from '#config/session'
import { ABSOLUTE_AGE } from '#framework/session_marks'

/** Encrypted, so that nobody can name another user. */
const COOKIE = `${sessionCookie}-user`

/** Seconds; a day longer than any session, whose last form is kept for its sender. */
const MAX_AGE = ABSOLUTE_AGE / 1000 + 24 * 60 * 60

/**
 * Records in the browser which user signed in. Unlike the session, it survives the end of the
 * session on the server; signing out deletes it.
 */
export function recordLastUser({ response }: HttpContext, userId: number) {
  response.encryptedCookie(COOKIE, userId, { maxAge: MAX_AGE })
}

/** The id of the user who last signed in in this browser and has not signed out; null if none. */
export function lastUserId({ request }: HttpContext): number | null {
  const userId: unknown = request.encryptedCookie(COOKIE)
  return typeof userId === 'number' ? userId : null
}

export function forgetLastUser({ response }: HttpContext) {
  response.clearCookie(COOKIE)
}
