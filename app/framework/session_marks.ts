/*
 * The keys under which a session stores data about itself, beside the data of pages.
 */

/** The user id; written by the guard in config/auth.ts. */
export const USER_ID = 'auth_web'

/** When the user signed in or last confirmed their identity, in milliseconds since 1970. */
export const SIGNED_IN_AT = 'signed_in_at'

/** When the session was last used, in milliseconds since 1970; updated at most once a minute. */
export const SEEN_AT = 'seen_at'

/** The device that signed in, as `Device`. */
export const DEVICE = 'device'

/** The secret of the session's CSRF tokens; written by @adonisjs/shield. */
export const CSRF_SECRET = 'csrf-secret'

/** The form to submit again after sign-in; written by `app/http/kept_form.ts`. */
export const KEPT_FORM = 'kept_form'

/** What a visitor wants to buy; written by `app/checkout/controllers/resume_checkout.ts`. */
export const CHECKOUT_CHOICE = 'checkout_choice'

export interface Device {
  userAgent: string | null
  /** IP address. */
  address: string
}

/** The part of a stored session that these keys name. */
export interface SessionMarks {
  [USER_ID]?: number
  [SIGNED_IN_AT]?: number
  [SEEN_AT]?: number
  [DEVICE]?: Device
}

const HOUR = 60 * 60

/** Seconds after which the session of a user ends if it is not used. */
export const USER_AGE = 14 * 24 * HOUR

/** The same for a session with something to resume after sign-in. */
const RESUMABLE_AGE = 24 * HOUR

/** The same for all others, which anybody can create in any number. */
const VISITOR_AGE = 2 * HOUR

/**
 * Seconds after which a session ends if it is not used.
 * @param session what it contains
 */
export function sessionAge(session: Record<string, unknown>): number {
  if (session[USER_ID] !== undefined) {
    return USER_AGE
  }
  const isResumable = KEPT_FORM in session || CHECKOUT_CHOICE in session
  return isResumable ? RESUMABLE_AGE : VISITOR_AGE
}

/** Milliseconds after which a session ends, even one in constant use. */
export const ABSOLUTE_AGE = 30 * 24 * 60 * 60 * 1000

/** Milliseconds by which the clocks of two machines may differ. */
const CLOCK_TOLERANCE = 60_000

/**
 * Whether a session is still valid: it is younger than `ABSOLUTE_AGE`, it began after its account was
 * created, and neither a password change nor "sign out everywhere" has happened since. A session of
 * Redis or of a cookie outlives the restore of a backup, after which its user id may be given to
 * somebody else.
 * @param signedInAt milliseconds since 1970
 */
export function isSessionValid(
  signedInAt: number,
  user: { sessionsValidFrom: { toMillis(): number } | null; createdAt: { toMillis(): number } }
): boolean {
  return (
    Date.now() - signedInAt < ABSOLUTE_AGE &&
    signedInAt >= user.createdAt.toMillis() - CLOCK_TOLERANCE &&
    signedInAt >= (user.sessionsValidFrom?.toMillis() ?? 0)
  )
}
