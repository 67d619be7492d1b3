import type { InvoiceLineInput } from '#stripe_emulator/billing/invoice_line'
import { detailsOf } from '#stripe_emulator/billing/subscription_details'
import type { Invoice, InvoiceItem, Subscription } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/**
 * What the next invoice of a subscription has besides the period that it is for: prorations, and the
 * pending invoice items of the customer that belong to it or to no subscription.
 *
 * Source: https://docs.stripe.com/api/invoiceitems/create
 */
export function pendingLines(world: World, subscription: Subscription): InvoiceLineInput[] {
  return [
    ...detailsOf(world, subscription).pendingLines,
    ...pendingItems(world, subscription).map((item) => ({
      price: null,
      quantity: 1,
      amount: item.amount,
      discount: 0,
      description: item.description ?? 'Invoice item',
      period: item.period,
      invoiceItem: item.id,
    })),
  ]
}

/** Notes that an invoice has taken all pending lines. */
export function takePendingLines(world: World, subscription: Subscription, invoice: Invoice) {
  detailsOf(world, subscription).pendingLines = []
  for (const item of pendingItems(world, subscription)) {
    item.invoice = invoice.id
  }
}

function pendingItems(world: World, subscription: Subscription): InvoiceItem[] {
  return world.store.invoiceItems.filter(
    ({ invoice, customer, currency, parent }) =>
      invoice === null &&
      customer === subscription.customer &&
      currency === subscription.currency &&
      (parent === null || parent.subscription_details.subscription === subscription.id)
  )
}
