import type { InvoiceLineInput } from '#stripe_emulator/billing/invoice_line'
import type { Invoice, Metadata, Subscription } from '#stripe_emulator/objects'

/** Amounts in the currency's minor unit. */
export interface InvoiceInput {
  customer: string
  currency: string
  reason: Invoice['billing_reason']
  lines: InvoiceLineInput[]
  /** The discount object that the lines' discounts come from. */
  discount?: string
  description?: string
  metadata?: Metadata
  subscription?: Subscription
  /** Whether the lines get tax; default: as the subscription says. */
  hasTax?: boolean
  /** Whether what the customer has left from earlier credits is used, and a credit is kept for later. */
  usesBalance?: boolean
}
