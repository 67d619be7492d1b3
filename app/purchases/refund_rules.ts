import { formatMoney } from '#shared/money'

/**
 * The reasons that Stripe knows.
 * Source: https://docs.stripe.com/api/refunds/create#create_refund-reason
 */
export const REFUND_REASONS = ['requested_by_customer', 'duplicate', 'fraudulent'] as const
export type RefundReason = (typeof REFUND_REASONS)[number]

/** Whether a refund of this status gives money back, or may. */
export function givesBack(status: string): boolean {
  return status !== 'failed' && status !== 'canceled'
}

/** What of a payment decides how much may be given back. */
export interface RefundablePayment {
  paymentIntentId: string | null
  /** Minor units of `currency`. */
  amount: number
  currency: string
  refunds: { amount: number; status: string }[]
}

/** What was given back of a payment, or is on its way back, in minor units of its currency. */
export function refundedAmount({ refunds }: Pick<RefundablePayment, 'refunds'>): number {
  return refunds
    .filter(({ status }) => givesBack(status))
    .reduce((sum, { amount }) => sum + amount, 0)
}

/** What can still be given back of a payment; 0 where Stripe took no money for it. */
export function refundableAmount(payment: RefundablePayment): number {
  return payment.paymentIntentId === null
    ? 0
    : Math.max(0, payment.amount - refundedAmount(payment))
}

/**
 * What is wrong with giving this much back, in a sentence; null where nothing is.
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
