import type { Permission } from '#authority/permissions'
import type { StaffRole } from '#models/user'

/**
 * The permission to disable, enable or sign out an account: those of staff are for the owners.
 */
export function permissionOver({ role }: { role: StaffRole | null }): Permission {
  return role === null ? 'customers.disable' : 'staff.manage'
}
