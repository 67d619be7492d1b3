import { SubscriptionChangeSchema } from '#database/schema'

/**
 * Something that became of a subscription, as Stripe reported it: for the timeline of a purchase,
 * whose own columns have the current state only. Never updated or deleted.
 */
export default class SubscriptionChange extends SubscriptionChangeSchema {
  declare kind: 'cancellation_planned' | 'cancellation_undone' | 'paused' | 'resumed' | 'ended'
}
