import type { Step } from '#tests/faults/random_histories/random_history'

/** Random histories that once ended in a wrong state, reduced to the steps that were needed for it. */
export const KNOWN_FAILURES: Record<string, Step[]> = {
  'a first payment that failed and was then made by another method': [
    { act: 'begin', pick: 1 },
    { act: 'payDelayed', pick: 1 },
    { act: 'deliverTwiceAtOnce', pick: 0 },
    { act: 'failDelayed', pick: 1 },
    { act: 'updateCard', pick: 1 },
  ],
  'a first, delayed payment that settles after the subscription was renewed': [
    { act: 'begin', pick: 9 },
    { act: 'payDelayed', pick: 7 },
    { act: 'renew', pick: 5 },
    { act: 'deliver', pick: 0 },
    { act: 'begin', pick: 3 },
    { act: 'begin', pick: 0 },
    { act: 'settle', pick: 22 },
    { act: 'begin', pick: 0 },
  ],
  'a refund whose answer was lost, and that was sent again after a day': [
    { act: 'pay', pick: 0 },
    { act: 'reconcile', pick: 0 },
    { act: 'refundHere', pick: 0 },
    { act: 'passADay', pick: 0 },
    { act: 'resumeRefunds', pick: 0 },
    { act: 'refundHere', pick: 3 },
  ],
  'a yearly plan that was left again, so that a credit pays the next renewals': [
    { act: 'begin', pick: 1 },
    { act: 'pay', pick: 1 },
    { act: 'expire', pick: 0 },
    { act: 'begin', pick: 0 },
    { act: 'changePlan', pick: 10 },
    { act: 'changePlan', pick: 4 },
  ],
  'a discount of a customer after the purchase was read': [
    { act: 'begin', pick: 1 },
    { act: 'pay', pick: 1 },
    { act: 'reconcile', pick: 0 },
    { act: 'changeCustomer', pick: 1 },
  ],
  'a payment that is not the account’s, and failed after it was read': [
    { act: 'deleteCustomer', pick: 0 },
    { act: 'payDelayed', pick: 0 },
    { act: 'begin', pick: 0 },
    { act: 'reconcile', pick: 0 },
    { act: 'failDelayed', pick: 0 },
    { act: 'begin', pick: 0 },
  ],
}
