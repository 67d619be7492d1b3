import type { CheckoutFacts, PaymentFacts } from '#stripe/payment_gateway'
import { isOpenDispute } from '#purchases/dispute_rules'
import { type DividedPayment, isReturned } from '#purchases/fulfilment/divide_payments'
import type { SoldProduct } from '#purchases/fulfilment/sold_products'

/**
 * Whether the money for a product was returned, or may be; null where it was not.
 *
 * A refund or a lost dispute ends access only if that payment paid for the current period, or once
 * for everything. An open dispute of any payment suspends access to all that the payment was for; an
 * inquiry does not.
 */
export function reversalStatus(
  product: SoldProduct,
  payments: DividedPayment[],
  facts: CheckoutFacts
): 'lost' | 'disputed' | 'refunded' | null {
  const own = payments.filter(({ parts }) => parts.some((part) => part.product === product))
  const current = own.filter(({ payment }) => paidForCurrentPeriod(payment, product, facts))

  if (current.some(({ payment }) => payment.disputes.some(({ status }) => status === 'lost'))) {
    return 'lost'
  }
  if (own.some(({ payment }) => payment.disputes.some(({ status }) => isOpenDispute(status)))) {
    return 'disputed'
  }
  const charged = current.filter((one) => partOf(one, product) > 0)
  const judged = charged.length > 0 ? charged : current
  return judged.length > 0 && judged.every((one) => isRefunded(one, product)) ? 'refunded' : null
}

/** Whether a product's part of a payment was given back, or is being given back. */
function isRefunded(divided: DividedPayment, product: SoldProduct): boolean {
  const { payment, refunds } = divided
  const returned = payment.refunds
    .filter(isReturned)
    .flatMap(({ id }) => refunds.get(id) ?? [])
    .filter((part) => part.product === product)
  return returned.length > 0 && sum(returned.map((part) => part.amount)) >= partOf(divided, product)
}

/** What was paid for a product; nothing where another one's change of plan was charged alone. */
function partOf({ parts }: DividedPayment, product: SoldProduct): number {
  return parts.find((part) => part.product === product)?.totalAmount ?? 0
}

function paidForCurrentPeriod(
  { periodEnd }: PaymentFacts,
  { isRecurring }: SoldProduct,
  { subscription }: CheckoutFacts
): boolean {
  if (!subscription || !isRecurring) {
    return true
  }
  const ends = subscription.items.data.map((item) => item.current_period_end)
  return periodEnd !== null && periodEnd >= Math.max(...ends)
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
