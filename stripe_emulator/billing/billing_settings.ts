/** What a merchant has set for subscriptions, refunds and disputes, or what Stripe leaves open. */
export interface BillingSettings {
  /**
   * Of new subscriptions: `flexible` is Stripe's default since 2025; the portal then cancels by
   * `cancel_at` alone. `classic` sets `cancel_at_period_end`, too.
   */
  billingMode: 'flexible' | 'classic'
  /** Whether the portal offers the prices of all products, or those of the same product only. */
  portalPlans: 'all_products' | 'same_product'
  /** The status of a new refund; one that is not `succeeded` is settled or failed later. */
  refunds: 'succeeded' | 'pending' | 'requires_action'
  /** Whether the charges of a deleted customer can still be listed; Stripe does not document it. */
  chargesOfDeletedCustomers: 'listed' | 'refused'
  /** `charge.disputed` after a dispute was closed; Stripe does not document it. */
  disputedAfterClosing: 'kept' | 'cleared'
}

export const BILLING_CHOICES: {
  [Name in keyof BillingSettings]: readonly BillingSettings[Name][]
} = {
  billingMode: ['flexible', 'classic'],
  portalPlans: ['all_products', 'same_product'],
  refunds: ['succeeded', 'pending', 'requires_action'],
  chargesOfDeletedCustomers: ['listed', 'refused'],
  disputedAfterClosing: ['kept', 'cleared'],
}

export const DEFAULT_BILLING: BillingSettings = {
  billingMode: 'flexible',
  portalPlans: 'same_product',
  refunds: 'succeeded',
  chargesOfDeletedCustomers: 'listed',
  disputedAfterClosing: 'kept',
}
