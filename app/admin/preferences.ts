import type User from '#models/user'

/**
 * How somebody of the staff likes the panel to be. What is not said is as it is for everybody.
 */
export interface Preferences {
  /** Whether single keys do something (WCAG 2.1.4 asks for a way to turn them off). */
  shortcuts?: boolean
}

export function preferencesOf(user: User): Preferences {
  return user.preferences ?? {}
}
