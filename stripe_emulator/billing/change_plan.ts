import { changeItems, type ProrationBehavior } from '#stripe_emulator/billing/change_items'
import type { Price, Subscription } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

export interface PlanChange {
  price: Price
  /** The item that gets the price; default: the first. */
  item?: string
  /** Default: as it is. */
  quantity?: number
  proration?: ProrationBehavior
}

/**
 * Changes the price of one item, to one of the same or of another product.
 *
 * @throws StripeError if the subscription has ended, and for a price that it cannot have
 */
export function changePlan(
  world: World,
  subscription: Subscription,
  { price, item = subscription.items.data[0].id, quantity, proration }: PlanChange
): Subscription {
  return changeItems(world, subscription, [{ id: item, price, quantity }], proration)
}
