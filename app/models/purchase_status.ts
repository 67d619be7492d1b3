/**
 * What Stripe's news make of a purchase. `mismatch` was paid, but not what was asked for: it gives
 * no access and waits for the owner.
 */
export const PURCHASE_STATUSES = [
  'pending',
  'active',
  'failed',
  'refunded',
  'disputed',
  'lost',
  'past_due',
  'lapsed',
  'mismatch',
] as const

export type PurchaseStatus = (typeof PURCHASE_STATUSES)[number]
