import type { Subscription } from '#stripe_emulator/objects'
import type { SubscriptionDetails } from '#stripe_emulator/records'
import type { World } from '#stripe_emulator/world'

/** @throws Error for a subscription that this local Stripe did not start */
export function detailsOf(world: World, subscription: Subscription): SubscriptionDetails {
  const details = world.store.subscriptionDetails.get(subscription.id)
  if (!details) {
    throw new Error(`No details are stored for ${subscription.id}`)
  }
  return details
}
