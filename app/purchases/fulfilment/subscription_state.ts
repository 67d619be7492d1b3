import type Stripe from 'stripe'
import type { PurchaseStatus } from '#models/purchase_status'

const STATES: Record<string, PurchaseStatus> = {
  active: 'active',
  trialing: 'active',
  past_due: 'past_due',
  incomplete: 'pending',
  incomplete_expired: 'lapsed',
  unpaid: 'lapsed',
  canceled: 'lapsed',
  paused: 'lapsed',
}

/**
 * The status of a purchase for Stripe's status of its subscription. An unknown status gives no
 * access and is named in `statusDetail`.
 */
export function subscriptionState({ status }: Stripe.Subscription): {
  status: PurchaseStatus
  statusDetail: string | null
} {
  return Object.hasOwn(STATES, status)
    ? { status: STATES[status], statusDetail: null }
    : { status: 'lapsed', statusDetail: `Unknown subscription status: ${status}` }
}
