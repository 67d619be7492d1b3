import type { StaffRole } from '#models/user'

/**
 * What staff may do in the panel. Every page asks for one of these; `view` is what every role has.
 */
export const PERMISSIONS = [
  'view',
  'export',
  'catalogue.change',
  'catalogue.sync',
  'files.download',
  'purchases.check',
  'events.replay',
  'mails.resend',
] as const

export type Permission = (typeof PERMISSIONS)[number]

/** The one table of who may do what. */
const GRANTED: Record<StaffRole, readonly Permission[]> = {
  owner: PERMISSIONS,
  manager: PERMISSIONS,
  support: ['view', 'files.download', 'purchases.check', 'events.replay', 'mails.resend'],
  accountant: ['view', 'export'],
  viewer: ['view'],
}

/**
 * Whether somebody of this role may do this. No role, or one that is not known, may do nothing.
 */
export function roleMay(role: StaffRole | null, permission: Permission): boolean {
  return role !== null && (GRANTED[role]?.includes(permission) ?? false)
}
