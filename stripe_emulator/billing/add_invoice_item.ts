import { newId } from '#stripe_emulator/ids'
import type { InvoiceItem, Metadata, Price } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** Amounts in the currency's minor unit. */
export interface InvoiceItemInput {
  amount: number
  currency: string
  customer: string
  description?: string
  metadata?: Metadata
  /** The subscription whose invoice it is for; default: the next one of any. */
  subscription?: string
  price?: Price
  quantity?: number
}

/** Adds something that is charged with an invoice, and raises `invoiceitem.created`. */
export function addInvoiceItem(world: World, input: InvoiceItemInput): InvoiceItem {
  const quantity = input.quantity ?? 1
  const item = world.store.invoiceItems.add<InvoiceItem>({
    id: newId('ii'),
    object: 'invoiceitem',
    amount: input.amount,
    currency: input.currency,
    customer: input.customer,
    customer_account: null,
    date: world.now(),
    description: input.description ?? null,
    discountable: input.price !== undefined,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: input.metadata ?? {},
    net_amount: input.amount,
    parent:
      input.subscription === undefined
        ? null
        : {
            type: 'subscription_details',
            subscription_details: { subscription: input.subscription, subscription_item: null },
          },
    period: { start: world.now(), end: world.now() },
    pricing: input.price
      ? {
          type: 'price_details',
          price_details: { price: input.price.id, product: input.price.product },
          unit_amount_decimal: input.price.unit_amount_decimal,
        }
      : null,
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
    test_clock: null,
  })
  world.raise('invoiceitem.created', item)
  return item
}
