import { refuseEnded } from '#stripe_emulator/billing/cancel_subscription'
import type { Invoice, PauseCollection, Subscription } from '#stripe_emulator/objects'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

export const PAUSE_BEHAVIORS = ['keep_as_draft', 'mark_uncollectible', 'void'] as const

/**
 * Pauses the collection of payments, or ends the pause (null). The subscription stays active and its
 * periods move on, but their invoices are not collected.
 *
 * @throws StripeError if the subscription has ended
 */
export function setPauseCollection(
  world: World,
  subscription: Subscription,
  pause: PauseCollection | null
): Subscription {
  refuseEnded(subscription)
  const previous = applyChanges(subscription, { pause_collection: pause })
  if (previous) {
    world.raise('customer.subscription.updated', subscription, previous)
  }
  return subscription
}

/** Does with an invoice that was just issued what the pause says, instead of collecting it. */
export function setAside(world: World, invoice: Invoice, { behavior }: PauseCollection) {
  switch (behavior) {
    case 'keep_as_draft':
      return
    case 'mark_uncollectible':
      invoice.status = 'uncollectible'
      invoice.status_transitions.marked_uncollectible_at = world.now()
      world.raise('invoice.marked_uncollectible', invoice)
      return
    case 'void':
      invoice.status = 'void'
      invoice.status_transitions.voided_at = world.now()
      world.raise('invoice.voided', invoice)
  }
}
