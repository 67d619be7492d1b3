import { embeddedList } from '#stripe_emulator/api/endpoint'
import { buildInvoiceLine } from '#stripe_emulator/billing/build_invoice_line'
import type { InvoiceInput } from '#stripe_emulator/billing/invoice_input'
import { lineTaxes, totalsOf } from '#stripe_emulator/billing/invoice_totals'
import { newId } from '#stripe_emulator/ids'
import type { Invoice, Subscription } from '#stripe_emulator/objects'
import { invoiceTaxes } from '#stripe_emulator/tax/shown_taxes'
import type { World } from '#stripe_emulator/world'

/** An invoice as Stripe shows it. It is a draft, and not stored. */
export function buildInvoice(world: World, input: InvoiceInput): Invoice {
  const id = newId('in')
  const now = world.now()
  const customer = world.store.customers.get(input.customer)
  const taxes = lineTaxes(world, input)
  const { subtotal, discount, includedInSubtotal, tax, total } = totalsOf(input.lines, taxes)
  const balance = input.usesBalance ? Number(customer?.balance ?? 0) : 0
  const due = Math.max(0, total + balance)
  const lines = input.lines.map((line, index) =>
    buildInvoiceLine(id, line, input, invoiceTaxes(world, taxes.slice(index, index + 1)))
  )
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Local Stripe',
    account_tax_ids: null,
    amount_due: due,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: due,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    automatic_tax: automaticTax(taxes.length > 0),
    automatically_finalizes_at: null,
    billing_reason: input.reason,
    collection_method: 'charge_automatically',
    created: now,
    currency: input.currency,
    custom_fields: null,
    customer: input.customer,
    customer_account: null,
    customer_address: null,
    customer_email: customer?.email ?? null,
    customer_name: customer?.name ?? null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: input.description ?? null,
    discounts: input.discount ? [input.discount] : [],
    due_date: null,
    effective_at: null,
    ending_balance: Math.min(0, total + balance),
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: embeddedList(lines, `/v1/invoices/${id}/lines`),
    livemode: false,
    metadata: input.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: buildParent(input.subscription),
    payment_settings: {
      default_mandate: null,
      payment_method_options: null,
      payment_method_types: null,
    },
    period_end: now,
    period_start: now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal,
    subtotal_excluding_tax: subtotal - includedInSubtotal,
    test_clock: null,
    total,
    total_discount_amounts: input.discount ? [{ amount: discount, discount: input.discount }] : [],
    total_excluding_tax: total - tax,
    total_pretax_credit_amounts: [],
    total_taxes: invoiceTaxes(world, taxes),
    webhooks_delivered_at: now,
  }
}

function buildParent(subscription?: Subscription): Invoice['parent'] {
  return subscription
    ? {
        type: 'subscription_details',
        quote_details: null,
        subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      }
    : null
}

function automaticTax(hasTax: boolean) {
  return {
    disabled_reason: null,
    enabled: hasTax,
    liability: hasTax ? { type: 'self' } : null,
    provider: hasTax ? 'stripe' : null,
    status: hasTax ? 'complete' : null,
  }
}
