import type { StaffRole } from '#models/user'

/**
 * Who gets through the routes that you have added to the panel. The gate's test tries every role
 * against it.
 */
export const OWN_ROUTES: Record<string, StaffRole[]> = {
  // One row for each route, by its name.
}
