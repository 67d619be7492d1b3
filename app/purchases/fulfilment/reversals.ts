import type { CheckoutFacts, PaymentFacts } from '#stripe/payment_gateway'
import { givesBack } from '#purchases/refund_rules'

/** Disputes that are over and left the money here. All others keep it, or may. */
const DISMISSED = new Set(['won', 'warning_closed', 'prevented'])

/**
 * Whether the money was taken back, or may be.
 *
 * A refund or a lost dispute ends access only where that payment paid for the present: of a
 * subscription, the current period. An open dispute of any payment suspends it.
 */
export function reversalStatus(facts: CheckoutFacts): 'lost' | 'disputed' | 'refunded' | null {
  const present = facts.payments.filter((payment) => paidForThePresent(payment, facts))

  if (present.some(({ disputes }) => disputes.some(({ status }) => status === 'lost'))) {
    return 'lost'
  }
  if (facts.payments.some(({ disputes }) => disputes.some(({ status }) => isOpen(status)))) {
    return 'disputed'
  }
  return present.length > 0 && present.every(isRefunded) ? 'refunded' : null
}

function isOpen(status: string): boolean {
  return status !== 'lost' && !DISMISSED.has(status)
}

function isRefunded({ amount, refunds }: PaymentFacts): boolean {
  const givenBack = refunds
    .filter(({ status }) => givesBack(String(status)))
    .reduce((sum, refund) => sum + refund.amount, 0)
  return amount > 0 && givenBack >= amount
}

function paidForThePresent({ periodEnd }: PaymentFacts, { subscription }: CheckoutFacts): boolean {
  if (!subscription) {
    return true
  }
  const ends = subscription.items.data.map((item) => item.current_period_end)
  return periodEnd !== null && periodEnd >= Math.max(...ends)
}
