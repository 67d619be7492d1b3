import { amountOff, appliesTo } from '#stripe_emulator/checkout/discounts'
import type { Coupon } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** A line with its amount in the minor unit; the product is null for an amount without a price. */
export interface DiscountableLine {
  product: string | null
  amount: number
}

/**
 * What a coupon takes off each line: of all lines, or of those with the products that it applies to.
 * The parts are in proportion to the lines, and add up to the whole discount.
 */
export function lineDiscounts(world: World, coupon: Coupon, lines: DiscountableLine[]): number[] {
  const amounts = lines.map((line) =>
    appliesTo(world, coupon, line.product) ? Math.max(0, line.amount) : 0
  )
  const whole = amounts.reduce((sum, amount) => sum + amount, 0)
  return inProportion(amountOff(coupon, whole), amounts)
}

/** Whole parts of an amount in proportion to the shares; each ends where its share of the sum ends. */
function inProportion(amount: number, shares: number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0)
  let reached = 0
  let given = 0
  return shares.map((share) => {
    reached += share
    const end = total === 0 ? 0 : Math.round((amount * reached) / total)
    const part = end - given
    given = end
    return part
  })
}
