import { Exception } from '@adonisjs/core/exceptions'
import type { StaffRole } from '#models/user'

/**
 * What staff may do in the panel. Every page asks for one of these; `view` opens the panel itself,
 * its overview and what is for sale, and every role has it.
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
  'customers.change',
  'events.replay',
  'mails.resend',
  'history.restore',
  'staff.manage',
  'settings.change',
] as const

export type Permission = (typeof PERMISSIONS)[number]

/** What only the owner of the store decides. */
const OWNERS_ONLY: readonly Permission[] = ['staff.manage', 'settings.change']

/** The one table of who may do what. */
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
    'customers.change',
    'events.replay',
    'mails.resend',
  ],
  accountant: ['view', 'purchases.view', 'customers.view', 'audit.view', 'export'],
  viewer: ['view', 'purchases.view', 'customers.view'],
}

/**
 * Whether somebody of this role may do this. No role, or one that is not known, may do nothing.
 */
export function roleMay(role: StaffRole | null, permission: Permission): boolean {
  return role !== null && (GRANTED[role]?.includes(permission) ?? false)
}

/**
 * For pages whose permission is known only once the resource is: its declaration names one for each
 * verb, and a verb without one is nobody's.
 * @throws {Exception} with status 403
 */
export function assertMay(role: StaffRole | null, permission: Permission | undefined): void {
  if (permission === undefined || !roleMay(role, permission)) {
    throw new Exception(`The role ${role} may not do this.`, { status: 403 })
  }
}
