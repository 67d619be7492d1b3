import type Stripe from 'stripe'
import { minimumAmount } from '#shared/money'

/**
 * Why Stripe Checkout does not sell a price as this store would, once and for what it says.
 *
 * - `metered` it is charged by usage, so there is no quantity to buy
 * - `package` its amount is for several units
 * - `tiered` its amount depends on the quantity
 * - `fraction` its amount has fractions of the smallest unit
 * - `below_minimum` its amount is smaller than Stripe charges in its currency
 */
export type UnsellableReason = 'metered' | 'package' | 'tiered' | 'fraction' | 'below_minimum'

/** The reason why a price of Stripe is not on sale; null where it may be. */
export function unsellableReason(price: Stripe.Price): UnsellableReason | null {
  if (price.recurring?.usage_type === 'metered') {
    return 'metered'
  }
  if (price.billing_scheme === 'tiered') {
    return 'tiered'
  }
  if (price.transform_quantity) {
    return 'package'
  }
  if (price.unit_amount === null) {
    return price.custom_unit_amount ? null : 'fraction'
  }
  const isTooSmall = price.unit_amount > 0 && price.unit_amount < minimumAmount(price.currency)
  return isTooSmall ? 'below_minimum' : null
}

const TEXTS: Record<UnsellableReason, string> = {
  metered: 'It is charged by usage, which this store does not sell',
  package: 'Its amount is for several units, which this store does not sell',
  tiered: 'Its amount depends on the quantity, which this store does not sell',
  fraction: 'Its amount has fractions of the smallest unit, which this store does not sell',
  below_minimum: 'Its amount is smaller than Stripe charges in its currency',
}

/** The reason as a sentence for staff. In English. */
export function unsellableText(reason: UnsellableReason): string {
  return TEXTS[reason]
}
