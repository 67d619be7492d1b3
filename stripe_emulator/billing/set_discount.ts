import { findOrFail } from '#stripe_emulator/api/endpoint'
import { periodEnd } from '#stripe_emulator/billing/periods'
import { detailsOf } from '#stripe_emulator/billing/subscription_details'
import { buildDiscount } from '#stripe_emulator/checkout/discounts'
import { newId } from '#stripe_emulator/ids'
import type { Coupon, Customer, Invoice, Recurring, Subscription } from '#stripe_emulator/objects'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

/**
 * Gives a running subscription the discount of a coupon, or takes it away (null).
 *
 * @throws StripeError for an unknown coupon
 */
export function setDiscount(world: World, subscription: Subscription, couponId: string | null) {
  const details = detailsOf(world, subscription)
  const discounts: string[] = []
  if (couponId !== null) {
    const coupon = findOrFail(world.store.coupons, 'coupon', couponId, 'discounts[0][coupon]')
    const discount = world.store.discounts.add(
      buildDiscount(
        newId('di'),
        { coupon, promotionCode: null },
        { start: world.now(), customer: subscription.customer, subscription: subscription.id }
      )
    )
    discounts.push(discount.id)
  }
  details.discount = couponId === null ? null : { coupon: couponId, promotionCode: null }
  const previous = applyChanges(subscription, { discounts })
  if (previous) {
    world.raise('customer.subscription.updated', subscription, previous)
  }
}

/**
 * Gives a customer the discount of a coupon, or takes it away (null). Subscriptions without a discount
 * of their own inherit it.
 *
 * Source: https://docs.stripe.com/api/subscriptions/create#create_subscription-discounts
 *
 * @throws StripeError for an unknown customer or coupon
 */
export function setCustomerDiscount(
  world: World,
  customerId: string,
  couponId: string | null
): Customer {
  const customer = findOrFail(world.store.customers, 'customer', customerId)
  if (customer.discount !== null) {
    endDiscount(world, customer)
  }
  if (couponId !== null) {
    const coupon = findOrFail(world.store.coupons, 'coupon', couponId, 'coupon')
    const discount = world.store.discounts.add(
      buildDiscount(
        newId('di'),
        { coupon, promotionCode: null },
        { start: world.now(), customer: customer.id, end: endOf(coupon, world.now()) }
      )
    )
    customer.discount = discount
    world.raise('customer.discount.created', discount)
  }
  return customer
}

/** The discount of a customer and its coupon, if the next period of a subscription gets it. */
export function customerDiscount(
  world: World,
  subscription: Subscription
): { id: string; coupon: Coupon } | undefined {
  const discount = world.store.customers.get(subscription.customer)?.discount
  const coupon = world.store.coupons.get(discount?.source.coupon ?? '')
  const at = subscription.items.data[0].current_period_end
  const applies =
    (discount?.end ?? Infinity) > at &&
    (coupon?.currency ?? subscription.currency) === subscription.currency
  return discount && coupon && applies ? { id: discount.id, coupon } : undefined
}

/** Ends the discount of the customer if it was good for this invoice only. */
export function endUsedDiscount(world: World, { customer: id, discounts }: Invoice) {
  const customer = world.store.customers.get(id)
  const discount = customer?.discount
  if (
    customer &&
    discount &&
    discounts.includes(discount.id) &&
    world.store.coupons.get(discount.source.coupon)?.duration === 'once'
  ) {
    endDiscount(world, customer)
  }
}

function endDiscount(world: World, customer: Customer) {
  const discount = customer.discount!
  customer.discount = null
  world.raise('customer.discount.deleted', discount)
}

/** When the discount of a coupon that is given now ends; null where time does not end it. */
function endOf(coupon: Coupon, now: number): number | null {
  return coupon.duration === 'repeating'
    ? periodEnd(now, MONTHLY, coupon.duration_in_months ?? 0)
    : null
}

const MONTHLY: Pick<Recurring, 'interval' | 'interval_count'> = {
  interval: 'month',
  interval_count: 1,
}
