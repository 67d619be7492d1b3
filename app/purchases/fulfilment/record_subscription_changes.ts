import type { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type Purchase from '#models/purchase'
import SubscriptionChange from '#models/subscription_change'
import type { PurchaseState } from '#purchases/fulfilment/purchase_state'

/** The columns whose changes are recorded. */
type Recorded = Pick<PurchaseState, 'cancelsAt' | 'endedAt' | 'collectionPause'>

/** A change that the current state shows against an earlier one. */
interface Change {
  kind: SubscriptionChange['kind']
  happenedAt: DateTime
  endsAt: DateTime | null
}

/**
 * Records what became of a subscription since the last read: for `WriteCheckout` only, whose version
 * check records each change once.
 */
export default class RecordSubscriptionChanges {
  async handle(
    of: { before: Purchase | null; purchase: Purchase; state: Recorded; readAt: DateTime },
    trx: TransactionClientContract
  ): Promise<void> {
    /* Stripe's times have seconds: with more, an end would come before what led to it. */
    const changes = changesBetween(of.before, of.state, of.readAt.startOf('second'))
    await SubscriptionChange.createMany(
      changes.map((change) => ({ ...change, purchaseId: of.purchase.id })),
      { client: trx }
    )
  }
}

/** What differs between two states of a subscription, in the order in which it happened. Pure. */
export function changesBetween(
  before: Recorded | null,
  after: Recorded,
  readAt: DateTime
): Change[] {
  const change = (kind: Change['kind'], at = readAt, endsAt: DateTime | null = null) => [
    { kind, happenedAt: at, endsAt },
  ]
  const plannedBefore = before?.cancelsAt ?? null
  const isPaused = after.collectionPause !== null
  const wasPaused = (before?.collectionPause ?? null) !== null
  const hasEnded = after.endedAt !== null
  return [
    ...(isPaused && !wasPaused ? change('paused') : []),
    ...(!isPaused && wasPaused && !hasEnded ? change('resumed') : []),
    ...(after.cancelsAt !== null && !hasEnded && +after.cancelsAt !== +(plannedBefore ?? 0)
      ? change('cancellation_planned', readAt, after.cancelsAt)
      : []),
    ...(after.cancelsAt === null && !hasEnded && plannedBefore !== null
      ? change('cancellation_undone')
      : []),
    ...(hasEnded && (before?.endedAt ?? null) === null ? change('ended', after.endedAt!) : []),
  ]
}
