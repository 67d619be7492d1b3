import type { StaffRole } from '#models/user'

/** What each role is called, and what it is for in a sentence. */
export const ROLE_WORDS: Record<StaffRole, { label: string; hint: string }> = {
  owner: { label: 'Owner', hint: 'Everything, staff and settings included.' },
  manager: { label: 'Manager', hint: 'Everything but staff and settings.' },
  support: { label: 'Support', hint: 'Helps buyers: purchases, customers, mails, events.' },
  accountant: { label: 'Accountant', hint: 'Looks at purchases and customers, and exports them.' },
  viewer: { label: 'Viewer', hint: 'Looks at products, purchases and customers.' },
}

/** For a control that lets one choose a role. */
export const ROLE_OPTIONS = Object.entries(ROLE_WORDS).map(([value, { label }]) => ({
  value,
  label,
}))
