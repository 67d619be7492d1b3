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

/** The parts of a payment that decide how much can be refunded. */
export interface RefundablePayment {
  paymentIntentId: string | null
  /** Minor units of `currency`. */
  amount: number
  currency: string
  refunds: { amount: number; status: string }[]
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
    : Math.max(0, payment.amount - refundedAmount(payment))
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
