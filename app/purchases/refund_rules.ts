import { type ChargedPurchase, chargesAgain } from '#access/charges'
import { formatMoney } from '#shared/money'

/**
 * Stripe's refund reasons. Source: https://docs.stripe.com/api/refunds/create#create_refund-reason
 */
export const REFUND_REASONS = ['requested_by_customer', 'duplicate', 'fraudulent'] as const
export type RefundReason = (typeof REFUND_REASONS)[number]

/** The statuses of refunds that returned nothing. */
export const NOT_GIVEN_BACK: readonly string[] = ['failed', 'canceled']

/** Whether a refund of this status returns money, or may. */
export function givesBack(status: string): boolean {
  return !NOT_GIVEN_BACK.includes(status)
}

/**
 * How far a refund is: `sent` to the buyer; `pending`, for an unknown time; or it `waits` for the buyer,
 * who has to tell Stripe where the money goes; else it `failed`.
 *
 * Source: https://docs.stripe.com/refunds#refund-destinations
 */
export function refundProgress(status: string): 'sent' | 'pending' | 'waits' | 'failed' {
  switch (status) {
    case 'succeeded':
      return 'sent'
    case 'requires_action':
      return 'waits'
    default:
      return givesBack(status) ? 'pending' : 'failed'
  }
}

/** The parts of a payment that decide how much can be refunded. */
export interface RefundablePayment {
  paymentIntentId: string | null
  /** What was paid for the purchase, in minor units of `currency`. */
  amount: number
  currency: string
  /** What went back of that. */
  refunds: { amount: number; status: string }[]
  /** What is left of the whole payment, which may be less. */
  wholeLeft: number
}

/** What was refunded or is being refunded, in minor units of the payment's currency. */
export function refundedAmount({ refunds }: Pick<RefundablePayment, 'refunds'>): number {
  return refunds
    .filter(({ status }) => givesBack(status))
    .reduce((sum, { amount }) => sum + amount, 0)
}

/** What can still be refunded, in minor units; 0 where Stripe took no money for the payment. */
export function refundableAmount(payment: RefundablePayment): number {
  return payment.paymentIntentId === null
    ? 0
    : Math.max(0, Math.min(payment.wholeLeft, payment.amount - refundedAmount(payment)))
}

/**
 * Why this amount cannot be refunded, in a sentence; null where it can.
 * @param amount minor units of the payment's currency
 */
export function checkRefund(amount: number, payment: RefundablePayment): string | null {
  const left = refundableAmount(payment)
  if (left === 0) {
    return 'Nothing is left of this payment to give back'
  }
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    return 'An amount to give back is more than nothing'
  }
  return amount > left
    ? `At most ${formatMoney(left, payment.currency, 'en')} is left of this payment`
    : null
}

/**
 * Whether a refund of this amount takes back a whole payment of a subscription that is charged
 * again, so that somebody has to say what happens to it.
 * @param amount minor units of the payment's currency
 */
export function mustChoose(
  amount: number,
  payment: RefundablePayment,
  purchase: ChargedPurchase
): boolean {
  return amount >= refundableAmount(payment) && chargesAgain(purchase)
}
