import storeConfig from '#config/store'
import type User from '#models/user'

/**
 * Whether the store requires a second factor of this user: of owners by default, of all staff or of
 * nobody by configuration. Never of customers.
 */
export function mustHaveSecondFactor({ isStaff, role }: User): boolean {
  switch (storeConfig.staffSecondFactor) {
    case 'required':
      return isStaff
    case 'owners':
      return isStaff && role === 'owner'
    case 'optional':
      return false
  }
}

/** Whether a user still has to set up the second factor that the store requires of them. */
export function lacksSecondFactor(user: User): boolean {
  return mustHaveSecondFactor(user) && !user.hasSecondFactor
}
