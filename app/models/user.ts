import { compose } from '@adonisjs/core/helpers'
import hash from '@adonisjs/core/services/hash'
import { withAuthFinder } from '@adonisjs/auth/mixins/lucid'
import { hasMany } from '@adonisjs/lucid/orm'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import { UserSchema } from '#database/schema'
import Purchase from '#models/purchase'

/** What staff may be; a customer has no role. */
export const STAFF_ROLES = ['owner', 'manager', 'support', 'accountant', 'viewer'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

/** How somebody of the staff likes the panel. */
export interface Preferences {
  /** Keys of the columns to be shown, by list. */
  columns?: Record<string, string[]>
  /** Ids of the saved views that lists open with, by list. */
  views?: Record<string, number>
  /** Whether single keys do something (WCAG 2.1.4 asks for a way to turn them off). */
  shortcuts?: boolean
}

/**
 * Somebody with an account: a customer, or staff.
 */
export default class User extends compose(UserSchema, withAuthFinder(hash)) {
  declare role: StaffRole | null
  declare preferences: Preferences

  @hasMany(() => Purchase)
  declare purchases: HasMany<typeof Purchase>

  get isStaff(): boolean {
    return this.role !== null && this.disabledAt === null
  }

  /** Whether a code is asked for beside the password. */
  get hasSecondFactor(): boolean {
    return this.secondFactorSince !== null && this.secondFactorSince !== undefined
  }

  /** How the person is called in lists and in the audit. */
  get label(): string {
    return this.fullName ? `${this.fullName} <${this.email}>` : this.email
  }
}
