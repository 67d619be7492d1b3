import type { Price } from '#stripe_emulator/objects'

/** Amounts in the currency's minor unit, times in seconds since 1970. */
export interface InvoiceLineInput {
  price: Price
  quantity: number
  amount: number
  discount: number
  description: string
  period: { start: number; end: number }
  subscriptionItem?: string
  /** Whether it charges or credits a part of a period, after a change of plan. */
  proration?: boolean
}
