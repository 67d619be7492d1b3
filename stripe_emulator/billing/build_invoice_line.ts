import type { InvoiceInput } from '#stripe_emulator/billing/invoice_input'
import type { InvoiceLineInput } from '#stripe_emulator/billing/invoice_line'
import { newId } from '#stripe_emulator/ids'
import type { Subscription } from '#stripe_emulator/objects'

/** A line of an invoice as Stripe shows it. */
export function buildInvoiceLine(
  invoiceId: string,
  line: InvoiceLineInput,
  input: Pick<InvoiceInput, 'currency' | 'discount' | 'subscription'>,
  taxes: object[]
) {
  return {
    id: newId('il'),
    object: 'line_item',
    amount: line.amount,
    currency: input.currency,
    description: line.description,
    discount_amounts:
      input.discount && line.discount > 0
        ? [{ amount: line.discount, discount: input.discount }]
        : [],
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
    taxes,
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
