import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { buildInvoice } from '#stripe_emulator/billing/build_invoice'
import type { InvoiceInput } from '#stripe_emulator/billing/invoice_input'
import { endsWithPeriod } from '#stripe_emulator/billing/cancel_subscription'
import { previewChange, PRORATION_BEHAVIORS } from '#stripe_emulator/billing/change_items'
import { nextInvoice } from '#stripe_emulator/billing/renew_subscription'
import { Collection } from '#stripe_emulator/collection'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Invoice, StripeObject } from '#stripe_emulator/objects'
import { isWithin, moment } from '#stripe_emulator/params/common'
import { fields, oneOf, required, text } from '#stripe_emulator/params/rules'
import { itemChanges, itemChangesRule } from '#stripe_emulator/resources/item_changes'
import type { World } from '#stripe_emulator/world'

const invoices = { noun: 'invoice', collection: (world: World) => world.store.invoices }
const invoicePayments = {
  noun: 'invoice_payment',
  collection: (world: World) => world.store.invoicePayments,
}

/** Invoices, what the next one will be, their lines and their payments. */
export const invoiceEndpoints = [
  endpoint({
    method: 'POST',
    path: '/v1/invoices/create_preview',
    params: {
      subscription: required(text()),
      subscription_details: fields({
        items: itemChangesRule,
        proration_behavior: oneOf(...PRORATION_BEHAVIORS),
      }),
    },
    handle(world, { subscription: id, subscription_details: details }) {
      const { items, proration_behavior: proration } = details ?? {}
      const subscription = findOrFail(world.store.subscriptions, 'subscription', id, 'subscription')
      if (subscription.status === 'canceled' || endsWithPeriod(subscription)) {
        throw invalidRequest('No upcoming invoices for customer', {
          code: 'invoice_upcoming_none',
        })
      }
      return preview(
        world,
        items
          ? previewChange(
              world,
              subscription,
              itemChanges(world, items, 'subscription_details[items]'),
              proration
            )
          : nextInvoice(world, subscription)
      )
    },
  }),
  retrieveEndpoint({ path: '/v1/invoices/:id', ...invoices }),
  listEndpoint({
    path: '/v1/invoices/:id/lines',
    noun: 'line item',
    filters: {},
    collection: (world, { id }) => linesOf(world, id),
    select: () => undefined,
  }),
  listEndpoint({
    path: '/v1/invoices',
    ...invoices,
    filters: {
      created: moment(),
      customer: text(),
      status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'),
      subscription: text(),
    },
    select:
      ({ created, customer, status, subscription }) =>
      (invoice) =>
        (!created || isWithin(created, invoice.created)) &&
        (customer === undefined || invoice.customer === customer) &&
        (status === undefined || invoice.status === status) &&
        (subscription === undefined ||
          invoice.parent?.subscription_details.subscription === subscription),
  }),
  retrieveEndpoint({ path: '/v1/invoice_payments/:id', ...invoicePayments }),
  listEndpoint({
    path: '/v1/invoice_payments',
    ...invoicePayments,
    filters: {
      created: moment(),
      invoice: text(),
      payment: fields({ type: required(oneOf('payment_intent')), payment_intent: text() }),
      status: oneOf('canceled', 'open', 'paid'),
    },
    select:
      ({ created, invoice, payment, status }) =>
      (one) =>
        (!created || isWithin(created, one.created)) &&
        (invoice === undefined || one.invoice === invoice) &&
        (payment?.payment_intent === undefined ||
          one.payment.payment_intent === payment.payment_intent) &&
        (status === undefined || one.status === status),
  }),
]

function preview(world: World, input: InvoiceInput): Invoice {
  const built = buildInvoice(world, input)
  const id = `upcoming_${built.id}`
  const lines = { ...built.lines, url: `/v1/invoices/${id}/lines` }
  return world.addPreview({ ...built, id, lines })
}

/** Of an invoice or of a preview, in their order. */
function linesOf(world: World, id: string): Collection<StripeObject> {
  const invoice = world.previews.get(id) ?? findOrFail(world.store.invoices, 'invoice', id)
  const lines = new Collection<StripeObject>()
  lines.replaceAll(invoice.lines.data.toReversed())
  return lines
}
