import type { StaffRole } from '#models/user'

/** The label of each role, and its purpose in a sentence. */
export const ROLE_LABELS: Record<StaffRole, { label: string; hint: string }> = {
  owner: { label: 'Owner', hint: 'Everything, staff and settings included.' },
  manager: { label: 'Manager', hint: 'Everything but staff and settings.' },
  support: { label: 'Support', hint: 'Helps buyers: purchases, customers, mails, events.' },
  accountant: { label: 'Accountant', hint: 'Looks at purchases and customers, and exports them.' },
  viewer: { label: 'Viewer', hint: 'Looks at products, purchases and customers.' },
}

/** The options of a role field. */
export const ROLE_OPTIONS = Object.entries(ROLE_LABELS).map(([value, { label }]) => ({
  value,
  label,
}))
