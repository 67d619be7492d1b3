import type { StaffRole } from '#models/user'

/**
 * The person or command that acts in the panel. Permissions are checked against it, and the audit
 * records it.
 */
export interface Actor {
  id: number | null
  /** Stored beside the id, so that an entry stays readable after the account is deleted. */
  label: string
  role: StaffRole | null
  /** IP address. */
  address: string | null
  userAgent: string | null
  requestId: string | null
}

/** The actor of commands that run on the server. */
export const COMMAND_LINE: Actor = {
  id: null,
  label: 'Command line',
  role: null,
  address: null,
  userAgent: null,
  requestId: null,
}

/** The actor of changes that Stripe reported: made in its portal or dashboard. */
export const STRIPE: Actor = { ...COMMAND_LINE, label: 'Stripe' }
