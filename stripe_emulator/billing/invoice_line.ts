import type { Price } from '#stripe_emulator/objects'

/** Amounts in the currency's minor unit, times in seconds since 1970. */
export interface InvoiceLineInput {
  /** Null for an amount that was named without a price. */
  price: Price | null
  quantity: number
  amount: number
  discount: number
  description: string
  period: { start: number; end: number }
  subscriptionItem?: string
  /** The invoice item that the line comes from, instead of the subscription. */
  invoiceItem?: string
  /** Whether it charges or credits a part of a period, after a change of plan. */
  proration?: boolean
}
