import type { ItemLine } from '#stripe_emulator/billing/item_lines'
import { fullAmount } from '#stripe_emulator/billing/item_lines'
import { customerDiscount } from '#stripe_emulator/billing/set_discount'
import { detailsOf } from '#stripe_emulator/billing/subscription_details'
import { lineDiscounts } from '#stripe_emulator/checkout/line_discounts'
import type { Coupon, Subscription, SubscriptionItem } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** A coupon with the discount object that it comes from. */
export interface PeriodDiscount {
  id: string
  coupon: Coupon
}

/**
 * The discount of a period that begins: that of the subscription if it lasts, else that of its customer.
 *
 * @param number of the period; the first is 1
 */
export function discountOfPeriod(
  world: World,
  subscription: Subscription,
  number: number
): PeriodDiscount | undefined {
  const own = ownDiscount(world, subscription)
  return own && lasts(own.coupon, number) ? own : customerDiscount(world, subscription)
}

/** The lines with what a discount takes off each. */
export function discounted(
  world: World,
  lines: ItemLine[],
  discount: PeriodDiscount | undefined
): ItemLine[] {
  if (!discount) {
    return lines
  }
  const parts = lineDiscounts(
    world,
    discount.coupon,
    lines.map(({ price, amount }) => ({ product: price.product, amount }))
  )
  return lines.map((line, index) => ({ ...line, discount: parts[index] }))
}

/**
 * What the discount of the running period takes off each item for the whole period.
 *
 * @param wasCharged whether the period was charged with these items already, so that a discount counts
 *   only if it was there then
 */
export function discountsOfItems(
  world: World,
  subscription: Subscription,
  items: SubscriptionItem[],
  wasCharged: boolean
): number[] {
  const own = ownDiscount(world, subscription)
  const start = Number(world.store.discounts.get(own?.id ?? '')?.start ?? 0)
  const { periods } = detailsOf(world, subscription)
  const counts =
    own &&
    (periods <= 1 || lasts(own.coupon, periods)) &&
    (!wasCharged || start <= items[0].current_period_start)
  return counts
    ? lineDiscounts(
        world,
        own.coupon,
        items.map((item) => ({ product: item.price.product, amount: fullAmount(world, item) }))
      )
    : items.map(() => 0)
}

function ownDiscount(world: World, subscription: Subscription): PeriodDiscount | undefined {
  const { discount } = detailsOf(world, subscription)
  const coupon = world.store.coupons.get(discount?.coupon ?? '')
  return coupon && { id: (subscription.discounts as string[])[0], coupon }
}

/** Whether a coupon still counts in a period after the first. */
function lasts({ duration, duration_in_months: months }: Coupon, number: number): boolean {
  return duration === 'forever' || (duration === 'repeating' && number <= (months ?? 0))
}
