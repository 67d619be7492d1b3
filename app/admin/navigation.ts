/** A part of the panel, as it stands in the sidebar. */
export interface Section {
  key: string
  label: string
  route: string
}

/**
 * The sidebar, in its order. A new resource is one more line here.
 */
export const SECTIONS: readonly Section[] = [
  { key: 'home', label: 'Overview', route: 'admin.home' },
  { key: 'products', label: 'Products', route: 'admin.products.index' },
  { key: 'purchases', label: 'Purchases', route: 'admin.purchases.index' },
  { key: 'customers', label: 'Customers', route: 'admin.customers.index' },
  { key: 'events', label: 'Stripe events', route: 'admin.events.index' },
  { key: 'mails', label: 'Mails', route: 'admin.mails.index' },
  { key: 'audit', label: 'Audit', route: 'admin.audit.index' },
  { key: 'sync', label: 'Sync', route: 'admin.sync.show' },
]
