import type { Permission } from '#admin/permissions'

/** A part of the panel, as it stands in the sidebar. */
export interface Section {
  key: string
  label: string
  route: string
  /** What one needs to see it. */
  needs: Permission
}

/**
 * The sidebar, in its order. A new resource is one more line here.
 */
export const SECTIONS: readonly Section[] = [
  { key: 'home', label: 'Overview', route: 'admin.home', needs: 'view' },
  { key: 'products', label: 'Products', route: 'admin.products.index', needs: 'view' },
  { key: 'purchases', label: 'Purchases', route: 'admin.purchases.index', needs: 'purchases.view' },
  { key: 'customers', label: 'Customers', route: 'admin.customers.index', needs: 'customers.view' },
  { key: 'events', label: 'Stripe events', route: 'admin.events.index', needs: 'events.view' },
  { key: 'mails', label: 'Mails', route: 'admin.mails.index', needs: 'mails.view' },
  { key: 'audit', label: 'Audit', route: 'admin.audit.index', needs: 'audit.view' },
  { key: 'staff', label: 'Staff', route: 'admin.staff.index', needs: 'staff.view' },
  { key: 'sync', label: 'Sync', route: 'admin.sync.show', needs: 'view' },
]
