import { Exception } from '@adonisjs/core/exceptions'
import type { StaffRole } from '#models/user'

/**
 * The permissions of the panel. Every page requires one. Every role has `view`, which opens the
 * panel, its overview and the products.
 */
export const PERMISSIONS = [
  'view',
  'purchases.view',
  'customers.view',
  'events.view',
  'mails.view',
  'audit.view',
  'staff.view',
  'export',
  'views.share',
  'catalogue.change',
  'catalogue.sync',
  'files.download',
  'purchases.check',
  'purchases.change',
  'purchases.refund',
  'subscriptions.change',
  'customers.change',
  'customers.disable',
  'events.replay',
  'mails.resend',
  'history.restore',
  'staff.manage',
  'settings.change',
] as const

export type Permission = (typeof PERMISSIONS)[number]

/** Reserved for the owner of the store. */
const OWNERS_ONLY: readonly Permission[] = ['staff.manage', 'settings.change']

/** The permissions of each role. */
const GRANTED: Record<StaffRole, readonly Permission[]> = {
  owner: PERMISSIONS,
  manager: PERMISSIONS.filter((permission) => !OWNERS_ONLY.includes(permission)),
  support: [
    'view',
    'purchases.view',
    'customers.view',
    'events.view',
    'mails.view',
    'audit.view',
    'files.download',
    'purchases.check',
    'purchases.change',
    'subscriptions.change',
    'customers.change',
    'events.replay',
    'mails.resend',
  ],
  accountant: ['view', 'purchases.view', 'customers.view', 'audit.view', 'export'],
  viewer: ['view', 'purchases.view', 'customers.view'],
}

/**
 * Whether a role has a permission. No role, and an unknown role, have none.
 */
export function roleMay(role: StaffRole | null, permission: Permission): boolean {
  return role !== null && (GRANTED[role]?.includes(permission) ?? false)
}

/**
 * Refuses what a role has no permission for. An undefined permission is refused for every role.
 * @throws {Exception} with status 403
 */
export function assertMay(role: StaffRole | null, permission: Permission | undefined): void {
  if (permission === undefined || !roleMay(role, permission)) {
    throw new Exception(`The role ${role} may not do this.`, { status: 403 })
  }
}
