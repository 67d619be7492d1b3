import { chargesAgain } from '#access/charges'
import { choiceOptions, nextChargeText } from '#admin/purchases/subscription_text'
import type Purchase from '#models/purchase'
import { SUBSCRIPTION_CHOICES, type SubscriptionChoice } from '#models/subscription_request'
import { printTime } from '#shared/print_time'
import { formatMoney, moneyInWords, parsePart, toMajor, UnusableAmount } from '#shared/money'
import { type PurchasePayment, purchasePayments } from '#purchases/purchase_payments'
import {
  checkRefund,
  mustChoose,
  REFUND_REASONS,
  type RefundReason,
  refundableAmount,
  refundedAmount,
} from '#purchases/refund_rules'

/** The longest note, in characters. */
const NOTE_LENGTH = 500

/** A refund as form values. */
export interface TypedRefund {
  paymentId: string
  /** `full` or `part`. */
  extent: string
  amount: string
  reason: string
  note: string
  keepsAccess: boolean
  /** What happens to the subscription; empty where nothing was chosen. */
  subscription: string
}

/** A valid refund. */
export interface ReadRefund {
  payment: PurchasePayment
  /** Minor units of the payment's currency. */
  amount: number
  reason: RefundReason | null
  note: string
  keepsAccess: boolean
  subscription: SubscriptionChoice | null
}

/** The valid refund, or the errors by field name. */
export type RefundReading =
  { ok: true; refund: ReadRefund } | { ok: false; errors: Record<string, string> }

const REASON_OPTIONS = [
  { value: '', label: 'No reason for Stripe' },
  { value: 'requested_by_customer', label: 'The customer asked for it' },
  { value: 'duplicate', label: 'Paid twice' },
  { value: 'fraudulent', label: 'Fraudulent' },
]

/** What a choice does, in a sentence. */
const CHOICES: Record<SubscriptionChoice, (purchase: Purchase) => string> = {
  cancel_now: () => 'The subscription is cancelled now and is not charged again.',
  cancel_at_period_end: () =>
    'The subscription ends with the paid period and is not charged again after it.',
  keep: (purchase) => `The subscription is kept. ${nextChargeText(purchase)}`,
}

/** An empty form: all that is left of the latest refundable payment. */
export function emptyRefund(purchase: Purchase): TypedRefund {
  const payment = purchasePayments(purchase).find((one) => refundableAmount(one) > 0)
  return {
    paymentId: String(payment?.id ?? ''),
    extent: 'full',
    amount: '',
    reason: '',
    note: '',
    keepsAccess: false,
    subscription: '',
  }
}

/** The submitted form values. */
export function typedRefund(input: Record<string, unknown>): TypedRefund {
  const sent = (name: string) => (typeof input[name] === 'string' ? input[name] : '')
  return {
    paymentId: sent('payment'),
    extent: sent('extent') === 'part' ? 'part' : 'full',
    amount: sent('amount'),
    reason: sent('reason'),
    note: sent('note'),
    keepsAccess: sent('keeps_access') === '1',
    subscription: sent('subscription'),
  }
}

/** Validates the form values for a purchase with its payments. */
export function readRefund(typed: TypedRefund, purchase: Purchase): RefundReading {
  const payment = purchasePayments(purchase).find(({ id }) => String(id) === typed.paymentId)
  if (payment === undefined) {
    return { ok: false, errors: { payment: 'Choose the payment' } }
  }
  const errors: Record<string, string> = {}
  const reason = REFUND_REASONS.find((known) => known === typed.reason) ?? null
  if (typed.note.length > NOTE_LENGTH) {
    errors.note = `The note is longer than ${NOTE_LENGTH} characters`
  }
  const [amount, problem] = readExtent(typed, payment)
  if (problem !== null) {
    errors[typed.extent === 'part' ? 'amount' : 'payment'] = problem
  }
  const subscription = choiceOf(typed)
  if (problem === null && subscription === null && mustChoose(amount, payment, purchase)) {
    errors.subscription = 'Choose what happens to the subscription'
  }
  if (subscription === 'keep' && typed.note.trim() === '') {
    errors.note = 'A reason is needed to keep the subscription; it is kept with the purchase'
  }
  const { note, keepsAccess } = typed
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : { ok: true, refund: { payment, amount, reason, note, keepsAccess, subscription } }
}

/** What happens to the subscription, as it was chosen. */
export function choiceOf({ subscription }: TypedRefund): SubscriptionChoice | null {
  return SUBSCRIPTION_CHOICES.find((one) => one === subscription) ?? null
}

/** The form as the view needs it. */
export function viewRefundForm(purchase: Purchase) {
  const payments = purchasePayments(purchase)
  return {
    choices: chargesAgain(purchase) ? choiceOptions(purchase) : [],
    nextCharge: nextChargeText(purchase),
    reasons: REASON_OPTIONS,
    noteLength: NOTE_LENGTH,
    payments: payments.map((payment) => ({
      value: String(payment.id),
      label: paymentText(payment),
      left: refundableAmount(payment),
      example: toMajor(refundableAmount(payment), payment.currency),
    })),
  }
}

/** The confirmation: the amount in figures and in words, what is left, and the effect on access. */
export function refundQuestion(
  { payment, amount, reason, keepsAccess, subscription }: ReadRefund,
  purchase: Purchase,
  sharedWith: string | null
) {
  const { currency } = payment
  const left = refundableAmount(payment) - amount
  return {
    figure: formatMoney(amount, currency, 'en'),
    words: moneyInWords(amount, currency, 'en'),
    extent:
      left === 0
        ? 'That is all that is left of this payment.'
        : `${formatMoney(left, currency, 'en')} of this payment are left then.`,
    access:
      left > 0
        ? 'The buyer keeps the access: a part of the payment does not end it.'
        : keepsAccess
          ? 'The buyer keeps the access, as you decided.'
          : 'Where this payment paid for the present, the access ends at once.',
    subscription: subscription === null ? null : CHOICES[subscription](purchase),
    shared: subscription === null || subscription === 'keep' ? null : sharedWith,
    reason: REASON_OPTIONS.find(({ value }) => value === (reason ?? ''))!.label,
  }
}

function readExtent(typed: TypedRefund, payment: PurchasePayment): [number, string | null] {
  if (typed.extent === 'full') {
    const amount = refundableAmount(payment)
    return [amount, checkRefund(amount, payment)]
  }
  try {
    const amount = parsePart(typed.amount, payment.currency)
    return [amount, checkRefund(amount, payment)]
  } catch (error) {
    if (error instanceof UnusableAmount) {
      return [0, error.message]
    }
    throw error
  }
}

function paymentText(payment: PurchasePayment): string {
  const { amount, currency, paidAt, wholeAmount } = payment
  const back = refundedAmount(payment)
  const when = paidAt === null ? '' : ` of ${printTime(paidAt, 'date', 'en')}`
  const given = back === 0 ? '' : `, ${formatMoney(back, currency, 'en')} refunded`
  const whole =
    wholeAmount === amount ? '' : ` of ${formatMoney(wholeAmount, currency, 'en')} for all products`
  return `${formatMoney(amount, currency, 'en')}${whole}${when}${given}`
}
