import type { Tone } from '#shared/tone'

/** The label and colour of each purchase status, for staff. */
export const STATUS_LABELS: Record<string, { text: string; tone: Tone }> = {
  pending: { text: 'Payment pending', tone: 'info' },
  active: { text: 'Active', tone: 'good' },
  failed: { text: 'Payment failed', tone: 'bad' },
  refunded: { text: 'Refunded', tone: 'neutral' },
  disputed: { text: 'Disputed', tone: 'warn' },
  lost: { text: 'Dispute lost', tone: 'bad' },
  past_due: { text: 'Past due', tone: 'warn' },
  lapsed: { text: 'Ended', tone: 'neutral' },
  mismatch: { text: 'Does not match', tone: 'bad' },
}

export const PURCHASE_SOURCES: Record<string, string> = {
  stripe: 'Stripe',
  grant: 'Granted',
  import: 'Imported',
}

/** A purchase of an address, which waits until an account has confirmed it. */
export const WAITING = 'Not confirmed yet'

/** An unknown status is shown as it is. */
export function purchaseStatus(status: string): { text: string; tone: Tone } {
  return STATUS_LABELS[status] ?? { text: status, tone: 'warn' }
}
