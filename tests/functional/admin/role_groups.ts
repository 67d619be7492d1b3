import { STAFF_ROLES, type StaffRole } from '#models/user'

/** Who gets through, from everybody who is staff to the owners alone. */
export const ALL_STAFF: StaffRole[] = [...STAFF_ROLES]
export const AUDITORS: StaffRole[] = ['owner', 'manager', 'support', 'accountant']
export const HELPERS: StaffRole[] = ['owner', 'manager', 'support']
export const EXPORTERS: StaffRole[] = ['owner', 'manager', 'accountant']
export const MANAGERS: StaffRole[] = ['owner', 'manager']
export const OWNERS: StaffRole[] = ['owner']
