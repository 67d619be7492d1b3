/**
 * The status of a purchase, derived from Stripe alone. `mismatch` means that what was paid differs
 * from what was asked for: it gives no access until the owner has decided.
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
