import type { CheckoutFacts, PaymentFacts } from '#stripe/payment_gateway'
import { isOpenDispute } from '#purchases/dispute_rules'
import { givesBack } from '#purchases/refund_rules'

/**
 * Whether the money was returned, or may be; null where it was not.
 *
 * A refund or a lost dispute ends access only if that payment paid for the current period, or once
 * for everything. An open dispute of any payment suspends access; an
 * inquiry does not.
 */
export function reversalStatus(facts: CheckoutFacts): 'lost' | 'disputed' | 'refunded' | null {
  const current = facts.payments.filter((payment) => paidForCurrentPeriod(payment, facts))

  if (current.some(({ disputes }) => disputes.some(({ status }) => status === 'lost'))) {
    return 'lost'
  }
  if (facts.payments.some(({ disputes }) => disputes.some(({ status }) => isOpenDispute(status)))) {
    return 'disputed'
  }
  return current.length > 0 && current.every(isRefunded) ? 'refunded' : null
}

/** Whether the whole payment was given back, or is being given back. */
export function isRefunded({ amount, refunds }: PaymentFacts): boolean {
  const givenBack = refunds
    .filter(({ status }) => givesBack(String(status)))
    .reduce((sum, refund) => sum + refund.amount, 0)
  return amount > 0 && givenBack >= amount
}

function paidForCurrentPeriod(
  { periodEnd }: PaymentFacts,
  { subscription }: CheckoutFacts
): boolean {
  if (!subscription) {
    return true
  }
  const ends = subscription.items.data.map((item) => item.current_period_end)
  return periodEnd !== null && periodEnd >= Math.max(...ends)
}
