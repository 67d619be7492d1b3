import { findOrFail } from '#stripe_emulator/api/endpoint'
import { detailsOf } from '#stripe_emulator/billing/renew_subscription'
import { buildDiscount } from '#stripe_emulator/checkout/discounts'
import { newId } from '#stripe_emulator/ids'
import type { Subscription } from '#stripe_emulator/objects'
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
