import type { StaffRole } from '#models/user'

/**
 * Who does something in the panel, and from where: what the audit keeps, and what permissions are
 * asked of.
 */
export interface Actor {
  id: number | null
  /** Kept beside the id, so that an entry can be read after the account is gone. */
  label: string
  role: StaffRole | null
  address: string | null
  userAgent: string | null
  requestId: string | null
}

/** Who the audit names for what is done on the server itself. */
export const COMMAND_LINE: Actor = {
  id: null,
  label: 'Command line',
  role: null,
  address: null,
  userAgent: null,
  requestId: null,
}
