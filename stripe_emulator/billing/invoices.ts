import type { InvoiceLineInput } from '#stripe_emulator/billing/invoice_line'
import { newId } from '#stripe_emulator/ids'
import type {
  Invoice,
  InvoicePayment,
  Metadata,
  PaymentIntent,
  Subscription,
} from '#stripe_emulator/objects'
import { embeddedList } from '#stripe_emulator/api/endpoint'
import { ownAddress } from '#stripe_emulator/presentation'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

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
  /** Whether what the customer has left from earlier credits is used, and a credit is kept for later. */
  usesBalance?: boolean
}

/** Creates and finalizes an invoice, which is open afterwards. */
export function issueInvoice(world: World, input: InvoiceInput): Invoice {
  return finalizeInvoice(world, draftInvoice(world, input))
}

/** Creates an invoice that stays a draft until it is finalized. */
export function draftInvoice(world: World, input: InvoiceInput): Invoice {
  const invoice = world.store.invoices.add(buildInvoice(world, input))
  const customer = world.store.customers.get(input.customer)
  const previous =
    customer && input.usesBalance && applyChanges(customer, { balance: invoice.ending_balance })
  world.raise('invoice.created', invoice)
  if (customer && previous) {
    world.raise('customer.updated', customer, previous)
  }
  return invoice
}

/** Opens a draft, so that it can be paid. */
export function finalizeInvoice(world: World, invoice: Invoice): Invoice {
  invoice.status = 'open'
  invoice.number = `LOCAL-${String(world.store.invoices.size).padStart(4, '0')}`
  invoice.status_transitions.finalized_at = world.now()
  invoice.effective_at = world.now()
  invoice.hosted_invoice_url = ownAddress(`/invoices/${invoice.id}`)
  world.raise('invoice.finalized', invoice)
  return invoice
}

/** Links a payment intent to an invoice, and so to the invoice's subscription. It may pay a part. */
export function attachPayment(world: World, invoice: Invoice, intent: PaymentIntent) {
  return world.store.invoicePayments.add<InvoicePayment>({
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: intent.amount,
    created: world.now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: !world.store.invoicePayments.find((one) => one.invoice === invoice.id),
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  })
}

/** Marks an invoice as paid, with its payments if there were any. */
export function markInvoicePaid(world: World, invoice: Invoice) {
  const payments = world.store.invoicePayments.filter((one) => one.invoice === invoice.id)
  invoice.status = 'paid'
  invoice.attempted = true
  invoice.attempt_count += 1
  invoice.amount_paid = invoice.amount_due
  invoice.amount_remaining = 0
  invoice.next_payment_attempt = null
  invoice.status_transitions.paid_at = world.now()
  world.raise('invoice.paid', invoice)
  world.raise('invoice.updated', invoice)
  world.raise('invoice.payment_succeeded', invoice)
  for (const payment of payments) {
    payment.status = 'paid'
    payment.amount_paid = payment.amount_requested
    payment.status_transitions.paid_at = world.now()
    world.raise('invoice_payment.paid', payment)
  }
}

/** Records a failed attempt to collect an invoice; the next one is due in three days. */
export function markInvoiceFailed(world: World, invoice: Invoice) {
  invoice.attempted = true
  invoice.attempt_count += 1
  invoice.next_payment_attempt = world.now() + 3 * 24 * 60 * 60
  world.raise('invoice.payment_failed', invoice)
}

/** An invoice as Stripe shows it. It is a draft, and not stored. */
export function buildInvoice(world: World, input: InvoiceInput): Invoice {
  const id = newId('in')
  const now = world.now()
  const customer = world.store.customers.get(input.customer)
  const subtotal = input.lines.reduce((sum, line) => sum + line.amount, 0)
  const discount = input.lines.reduce((sum, line) => sum + line.discount, 0)
  const total = subtotal - discount
  const balance = input.usesBalance ? Number(customer?.balance ?? 0) : 0
  const due = Math.max(0, total + balance)
  const lines = input.lines.map((line) => buildLine(id, line, input))
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
    automatic_tax: {
      disabled_reason: null,
      enabled: false,
      liability: null,
      provider: null,
      status: null,
    },
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
    subtotal_excluding_tax: subtotal,
    test_clock: null,
    total,
    total_discount_amounts: input.discount ? [{ amount: discount, discount: input.discount }] : [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
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

function buildLine(invoiceId: string, line: InvoiceLineInput, input: InvoiceInput) {
  return {
    id: newId('il'),
    object: 'line_item',
    amount: line.amount,
    currency: input.currency,
    description: line.description,
    discount_amounts: input.discount ? [{ amount: line.discount, discount: input.discount }] : [],
    discountable: true,
    discounts: [],
    invoice: invoiceId,
    livemode: false,
    metadata: {},
    parent: buildLineParent(line, input.subscription),
    period: line.period,
    pretax_credit_amounts: [],
    pricing: line.price && {
      type: 'price_details',
      price_details: { price: line.price.id, product: line.price.product },
      unit_amount_decimal: line.price.unit_amount_decimal,
    },
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    subscription: input.subscription?.id ?? null,
    subtotal: line.amount,
    taxes: [],
  }
}

function buildLineParent(line: InvoiceLineInput, subscription?: Subscription) {
  const proration = {
    proration: line.proration ?? false,
    proration_details: { credited_items: null },
  }
  if (line.invoiceItem !== undefined) {
    return {
      type: 'invoice_item_details',
      invoice_item_details: {
        ...proration,
        invoice_item: line.invoiceItem,
        subscription: subscription?.id ?? null,
      },
      subscription_item_details: null,
    }
  }
  return subscription
    ? {
        type: 'subscription_item_details',
        invoice_item_details: null,
        subscription_item_details: {
          ...proration,
          invoice_item: null,
          subscription: subscription.id,
          subscription_item: line.subscriptionItem ?? null,
        },
      }
    : null
}
