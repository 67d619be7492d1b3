import { compose } from '@adonisjs/core/helpers'
import hash from '@adonisjs/core/services/hash'
import { withAuthFinder } from '@adonisjs/auth/mixins/lucid'
import { beforeSave, hasMany } from '@adonisjs/lucid/orm'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import { UserSchema } from '#database/schema'
import { searchTextOf } from '#database/search_text'
import { readableEmail } from '#shared/email_address'
import Purchase from '#models/purchase'

/** The roles of staff; a customer has none. */
export const STAFF_ROLES = ['owner', 'manager', 'support', 'accountant', 'viewer'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

/** A staff member's settings of the panel. */
export interface Preferences {
  /** Keys of the visible columns, by list. */
  columns?: Record<string, string[]>
  /** The id of the saved view that a list opens with, by list. */
  views?: Record<string, number>
  /** Whether single-key shortcuts are on (WCAG 2.1.4 requires a way to turn them off). */
  shortcuts?: boolean
}

/**
 * An account: of a customer or of a staff member.
 */
export default class User extends compose(UserSchema, withAuthFinder(hash)) {
  declare role: StaffRole | null
  declare preferences: Preferences

  @hasMany(() => Purchase)
  declare purchases: HasMany<typeof Purchase>

  @beforeSave()
  static updateSearchText(user: User) {
    if ('fullName' in user.$dirty) {
      user.searchText = searchTextOf('users', { full_name: user.fullName })
    }
  }

  get isStaff(): boolean {
    return this.role !== null && this.disabledAt === null
  }

  /** Whether signing in takes a code beside the password. */
  get hasSecondFactor(): boolean {
    return this.secondFactorSince !== null && this.secondFactorSince !== undefined
  }

  /** The address for readers. */
  get readableEmail(): string {
    return readableEmail(this.email)
  }

  /** The name shown in lists and in the audit. */
  get label(): string {
    return this.fullName ? `${this.fullName} <${this.readableEmail}>` : this.readableEmail
  }
}
