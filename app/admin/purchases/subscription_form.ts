import { endsWithPeriod } from '#access/access_rules'
import { chargesAgain, hasSubscription } from '#access/charges'
import type Purchase from '#models/purchase'
import { SUBSCRIPTION_ACTS, type SubscriptionAct } from '#models/subscription_request'
import type { UnsettledCharge } from '#purchases/subscriptions/find_unsettled_charges'
import { nextChargeText } from '#admin/purchases/subscription_text'
import { printTime } from '#shared/print_time'

/** The longest note, in characters. */
export const NOTE_LENGTH = 500

/** An act in Stripe, or `leave`: staff decide that it stays as it is. */
export type SubscriptionFormAct = SubscriptionAct | 'leave'

/** The form as it was sent. */
export interface TypedSubscription {
  act: string
  note: string
}

interface ActText {
  label: string
  /** The heading of the question. */
  question: string
  /** What it does, a sentence each. */
  effects: (purchase: Purchase) => string[]
  /** The button that confirms it. */
  confirm: string
  isDanger?: boolean
}

const TEXTS: Record<SubscriptionFormAct, ActText> = {
  cancel_at_period_end: {
    label: 'Cancel it at the end of the paid period',
    question: 'Cancel the subscription at the end of the paid period?',
    effects: (purchase) => [
      `It ends${on(purchase.currentPeriodEndsAt)} and is not charged again after that.`,
      'What was paid stays paid; nothing is refunded. It can be undone until it ends.',
    ],
    confirm: 'Cancel at period end',
  },
  cancel_now: {
    label: 'Cancel it now',
    question: 'Cancel the subscription now?',
    effects: () => [
      'It ends at once in Stripe and is not charged again, and the access that it gives ends.',
      'What was paid stays paid: refund it separately. It cannot be undone; the buyer can only subscribe again.',
    ],
    confirm: 'Cancel it now',
    isDanger: true,
  },
  undo_cancellation: {
    label: 'Undo the planned cancellation',
    question: 'Undo the planned cancellation?',
    effects: (purchase) => [
      `It no longer ends${on(purchase.cancelsAt)}: it goes on and is charged again${on(purchase.currentPeriodEndsAt)}.`,
    ],
    confirm: 'Undo the cancellation',
  },
  pause: {
    label: 'Pause collection',
    question: 'Pause collection?',
    effects: () => [
      'Stripe collects nothing until you resume it; the invoices meanwhile are voided.',
      'The access ends with the last paid period.',
    ],
    confirm: 'Pause collection',
  },
  resume: {
    label: 'Resume collection',
    question: 'Resume collection?',
    effects: (purchase) => [
      `The next renewal${on(purchase.currentPeriodEndsAt)} is charged again.`,
    ],
    confirm: 'Resume collection',
  },
  leave: {
    label: 'Leave it as it is',
    question: 'Leave the subscription as it is?',
    effects: (purchase) => [
      nextChargeText(purchase),
      'It no longer appears under “Needs attention”. Your reason is kept with the purchase.',
    ],
    confirm: 'Leave it as it is',
  },
}

/** The acts that fit the state of a purchase's subscription, with their labels. */
export function offeredActs(purchase: Purchase, unsettled: UnsettledCharge | null) {
  return [...SUBSCRIPTION_ACTS, 'leave' as const]
    .filter((act) => isOffered(act, purchase, unsettled))
    .map((value) => ({ value, label: TEXTS[value].label }))
}

/** The submitted form values. */
export function typedSubscription(input: Record<string, unknown>): TypedSubscription {
  const sent = (name: string) => (typeof input[name] === 'string' ? input[name] : '')
  return { act: sent('act'), note: sent('note') }
}

/** What is wrong with the form, by field; empty where nothing is. */
export function checkSubscriptionForm(
  { act, note }: TypedSubscription,
  offered: { value: string }[]
): Record<string, string> {
  return {
    ...(offered.some(({ value }) => value === act) ? {} : { act: 'Choose what to do' }),
    ...(note.length > NOTE_LENGTH
      ? { note: `The note is longer than ${NOTE_LENGTH} characters` }
      : {}),
    ...(act === 'leave' && note.trim() === ''
      ? { note: 'A reason is needed; it is kept with the purchase' }
      : {}),
  }
}

/** The confirmation of an act. */
export function subscriptionQuestion(
  act: SubscriptionFormAct,
  purchase: Purchase,
  sharedWith: string | null
) {
  const { question, effects, confirm, isDanger = false } = TEXTS[act]
  return {
    title: question,
    points: [
      ...effects(purchase),
      ...(sharedWith === null || act === 'leave' ? [] : [sharedWith]),
      ...(act === 'leave' ? [] : [`Now: ${nextChargeText(purchase)}`]),
    ],
    confirm,
    kind: isDanger ? 'danger' : 'primary',
  }
}

function isOffered(
  act: SubscriptionFormAct,
  purchase: Purchase,
  unsettled: UnsettledCharge | null
): boolean {
  const { cancelsAt, collectionPause } = purchase
  if (!hasSubscription(purchase)) {
    return false
  }
  switch (act) {
    case 'cancel_now':
      return true
    case 'cancel_at_period_end':
      return !endsWithPeriod(purchase)
    case 'undo_cancellation':
      return cancelsAt !== null
    case 'pause':
      return collectionPause === null && chargesAgain(purchase)
    case 'resume':
      return collectionPause !== null
    case 'leave':
      return unsettled !== null
  }
}

function on(at: Purchase['cancelsAt']): string {
  return at === null ? '' : ` on ${printTime(at, 'date', 'en')}`
}
