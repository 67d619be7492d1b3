import { buildInvoice } from '#stripe_emulator/billing/build_invoice'
import type { InvoiceInput } from '#stripe_emulator/billing/invoice_input'
import { newId } from '#stripe_emulator/ids'
import type { Invoice, InvoicePayment, PaymentIntent } from '#stripe_emulator/objects'
import { ownAddress } from '#stripe_emulator/presentation'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

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
