import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { chargesAgain } from '#access/charges'
import type { SubscriptionChoice } from '#models/subscription_request'
import SaveOverride from '#access/save_override'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import Purchase from '#models/purchase'

/** The longest reason, in characters. */
export const REASON_LENGTH = 500

/**
 * What staff may decide about the access of a purchase.
 *
 * - `revoke` no access, whatever Stripe says
 * - `keep` access, whatever Stripe says
 * - `end` the access that Stripe's state gives, but not beyond `endsAt`
 * - `lift` removes the earlier decision
 */
export type AccessDecision = 'revoke' | 'keep' | 'end' | 'lift'

export interface DecideAccessInput {
  purchaseId: number
  decision: AccessDecision
  reason: string
  /** When the decision expires; null for never. `end` requires it. */
  endsAt: DateTime | null
  /** What happens to a subscription that is charged again; required where access is closed. */
  subscription: SubscriptionChoice | null
  actor: Actor
}

/**
 * - `invalid` the reason or the end date is missing or not usable
 * - `forbidden` the actor's role may not change purchases
 */
export type DecideAccessOutcome =
  | { type: 'decided' }
  | { type: 'invalid'; problems: DecisionProblems }
  | { type: 'not_found' | 'forbidden' }

/** By field. */
export type DecisionProblems = Partial<Record<'reason' | 'endsAt' | 'subscription', string>>

const OVERRIDES = { revoke: 'revoked', keep: 'kept', end: null, lift: null } as const

/**
 * Saves a decision of staff about the access of a purchase. It applies until staff decide otherwise
 * or until it expires. What Stripe reports meanwhile is saved beside it.
 */
export default class DecideAccess {
  /** @param alongside what has to be saved together with the decision */
  async handle(
    input: DecideAccessInput,
    alongside: (purchase: Purchase, trx: TransactionClientContract) => Promise<void>
  ): Promise<DecideAccessOutcome> {
    const { purchaseId, decision, actor } = input
    if (!roleMay(actor.role, 'purchases.change')) {
      return { type: 'forbidden' }
    }
    const purchase = await Purchase.find(purchaseId)
    if (purchase === null) {
      return { type: 'not_found' }
    }
    const problems = problemsOf(input, purchase)
    if (Object.keys(problems).length > 0) {
      return { type: 'invalid', problems }
    }
    const isLifted = decision === 'lift'
    await db.transaction(async (trx) => {
      await new SaveOverride().handle(
        {
          purchaseId,
          override: {
            accessOverride: OVERRIDES[decision],
            endsAt: isLifted ? null : input.endsAt,
            reason: isLifted ? null : input.reason.trim(),
          },
          actor,
        },
        trx
      )
      await alongside(purchase, trx)
    })
    return { type: 'decided' }
  }
}

function problemsOf(input: DecideAccessInput, purchase: Purchase): DecisionProblems {
  const { decision, reason, endsAt, subscription } = input
  const problems: DecisionProblems = {}
  const closes = decision === 'revoke' || decision === 'end'
  if (closes && subscription === null && chargesAgain(purchase)) {
    problems.subscription = 'Choose what happens to the subscription'
  } else if (!closes && subscription !== null) {
    problems.subscription = 'Only where the access is closed; else use the page of the subscription'
  }
  if (decision === 'lift') {
    return problems
  }
  if (reason.trim() === '') {
    problems.reason = 'A reason is needed; it is kept with the purchase'
  } else if (reason.length > REASON_LENGTH) {
    problems.reason = `The reason is longer than ${REASON_LENGTH} characters`
  }
  if (decision === 'end' && endsAt === null) {
    problems.endsAt = 'Say when the access ends'
  } else if (endsAt !== null && endsAt <= DateTime.utc()) {
    problems.endsAt = 'This moment is over'
  }
  return problems
}
