/** Closed disputes that left the money with the store. All others took it, or may. */
const DISMISSED = new Set(['won', 'prevented'])

/**
 * Whether the bank only asks about a payment. No money moves, so access stays as it is.
 *
 * Source: https://docs.stripe.com/disputes/how-disputes-work#inquiries
 */
export function isInquiry(status: string): boolean {
  return status.startsWith('warning_')
}

/** Whether the money was taken back for now, and the bank has not decided yet. */
export function isOpenDispute(status: string): boolean {
  return status !== 'lost' && !DISMISSED.has(status) && !isInquiry(status)
}
