/*
 * What a session says about itself, beside what pages keep in it.
 */

/** Who signed in; the guard of config/auth.ts writes it. */
export const USER_ID = 'auth_web'

/** When its owner signed in or proved to be there, in milliseconds since 1970. */
export const SIGNED_IN_AT = 'signed_in_at'

/** When it was last used, to the minute, in milliseconds since 1970. */
export const SEEN_AT = 'seen_at'

/** From where its owner signed in, and with what. */
export const DEVICE = 'device'

export interface Device {
  userAgent: string | null
  address: string
}

/** What of this a stored session holds. */
export interface SessionMarks {
  [USER_ID]?: number
  [SIGNED_IN_AT]?: number
  [SEEN_AT]?: number
  [DEVICE]?: Device
}

/** After this long, in milliseconds, somebody signs in again, however busy the session was. */
export const ABSOLUTE_AGE = 30 * 24 * 60 * 60 * 1000

/**
 * Whether a session that began then still counts: it ends with its absolute age, and when a password
 * was changed or "sign out everywhere" was pressed after it began.
 * @param signedInAt milliseconds since 1970
 */
export function stillCounts(
  signedInAt: number,
  user: { sessionsValidFrom: { toMillis(): number } | null }
): boolean {
  return (
    Date.now() - signedInAt < ABSOLUTE_AGE &&
    signedInAt >= (user.sessionsValidFrom?.toMillis() ?? 0)
  )
}
