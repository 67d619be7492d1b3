import { chargesAgain, hasSubscription } from '#access/charges'
import type Purchase from '#models/purchase'
import type { SubscriptionAct, SubscriptionChoice } from '#models/subscription_request'
import type { ChangeSubscriptionOutcome } from '#purchases/subscriptions/change_subscription'
import { formatMoney } from '#shared/money'
import { printTime } from '#shared/print_time'

/** What was done, after a notice such as "Refunded $9.00.". */
const DONE: Record<SubscriptionAct, string> = {
  cancel_now: 'The subscription is cancelled and is not charged again.',
  cancel_at_period_end:
    'The subscription ends with the paid period and is not charged again after it.',
  undo_cancellation: 'The subscription goes on.',
  pause: 'Collection is paused: nothing is charged until you resume it.',
  resume: 'Collection is resumed: the next renewal is charged.',
}

/**
 * What Stripe charges next for the subscription of a purchase, in a sentence for staff.
 */
export function nextChargeText(purchase: Purchase): string {
  const { cancelsAt, collectionPause, collectionResumesAt, stripeStatus } = purchase
  if (!hasSubscription(purchase)) {
    return 'It has ended and is not charged again.'
  }
  if (!chargesAgain(purchase)) {
    if (cancelsAt !== null) {
      return `It ends on ${date(cancelsAt)} and is not charged again.`
    }
    return collectionPause === null
      ? `Stripe collects nothing for it now: it is ${stripeStatus}.`
      : 'Collection is paused: nothing is charged until it is resumed.'
  }
  const end = cancelsAt === null ? '' : ` It ends on ${date(cancelsAt)}.`
  if (collectionPause !== null && collectionResumesAt !== null) {
    return `Collection is paused until ${date(collectionResumesAt)}; then it is charged again.${end}`
  }
  return stripeStatus === 'past_due'
    ? `A payment is due, and Stripe goes on trying to collect it.${end}`
    : `${renewalText(purchase)}${end}`
}

/** The choices of what happens to a subscription, as options of a select. */
export function choiceOptions({ currentPeriodEndsAt }: Purchase) {
  const end = currentPeriodEndsAt === null ? '' : `, ${date(currentPeriodEndsAt)}`
  const labels: Record<SubscriptionChoice, string> = {
    cancel_now: 'Cancel it now',
    cancel_at_period_end: `Cancel it at the end of the paid period${end}`,
    keep: 'Keep it: it is charged again',
  }
  return [
    { value: '', label: 'Choose' },
    ...Object.entries(labels).map(([value, label]) => ({ value, label })),
  ]
}

/** What became of a subscription after an act, for the notice that follows. */
export function outcomeText(act: SubscriptionAct, outcome: ChangeSubscriptionOutcome): string {
  switch (outcome.type) {
    case 'done':
    case 'unchanged':
      return DONE[act]
    case 'invalid':
    case 'refused':
      return `The subscription was not changed: ${outcome.problem}.`
    case 'superseded':
      return 'The subscription was changed otherwise meanwhile, so it was left as it is.'
    default:
      return 'Stripe has not confirmed the change of the subscription yet. It is sent again every minute, and appears under “Needs attention” as long as it would be charged.'
  }
}

/** What became of a choice; empty where nothing was chosen or the subscription was kept. */
export function choiceText(
  choice: SubscriptionChoice | null,
  outcome: ChangeSubscriptionOutcome | null
): string {
  if (choice === 'keep') {
    return ' The subscription goes on and is charged again.'
  }
  return choice === null || outcome === null ? '' : ` ${outcomeText(choice, outcome)}`
}

function renewalText({ currentPeriodEndsAt, renewalAmount, currency }: Purchase): string {
  const when = currentPeriodEndsAt === null ? '' : ` on ${date(currentPeriodEndsAt)}`
  const sum = renewalAmount === null ? '' : ` for ${formatMoney(renewalAmount, currency, 'en')}`
  return `It is charged again${when}${sum}.`
}

function date(at: NonNullable<Purchase['cancelsAt']>): string {
  return printTime(at, 'date', 'en')
}

/** That the subscription is charged for other purchases too; null where it is for this one alone. */
export function sharedText(sisters: Purchase[]): string | null {
  if (sisters.length === 0) {
    return null
  }
  const names = sisters.map(({ productSnapshot }) => productSnapshot.name)
  const others = new Intl.ListFormat('en', { type: 'conjunction' }).format(names)
  return `The same subscription is charged for ${others}: what you do with it applies to all of it.`
}
