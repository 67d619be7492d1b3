import type { InvoiceLineInput } from '#stripe_emulator/billing/invoice_line'
import { amountFor } from '#stripe_emulator/checkout/currency_amounts'
import type { Price, SubscriptionItem } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** A line of an item of a subscription, before discounts. */
export type ItemLine = InvoiceLineInput & { price: Price }

/**
 * What an item costs for a period.
 *
 * @param period what is charged, in seconds since 1970
 * @param share of the whole period, from 0 to 1
 */
export function periodLine(
  world: World,
  item: SubscriptionItem,
  period: { start: number; end: number },
  share = 1
): ItemLine {
  return {
    price: item.price,
    quantity: item.quantity,
    amount: Math.round(fullAmount(world, item) * share),
    discount: 0,
    description: `${item.quantity} × ${nameOf(world, item.price)}`,
    period,
    subscriptionItem: item.id,
  }
}

/**
 * What an item costs for the rest of its period, as a charge (1) or a credit (-1). Discounts are
 * included in the amount.
 *
 * @param off what a discount takes off the whole period
 */
export function proratedLine(
  world: World,
  item: SubscriptionItem,
  { sign, off }: { sign: 1 | -1; off: number }
): ItemLine {
  const { price, quantity, current_period_start: start, current_period_end: end } = item
  const left = Math.max(0, end - world.now()) / Math.max(1, end - start)
  const text = sign === 1 ? 'Remaining time on' : 'Unused time on'
  return {
    price,
    quantity,
    amount: sign * Math.round((fullAmount(world, item) - off) * Math.min(1, left)),
    discount: 0,
    description: `${text} ${nameOf(world, price)}`,
    period: { start: world.now(), end },
    subscriptionItem: item.id,
    proration: true,
  }
}

/** What an item costs for a whole period in the currency of its subscription, before discounts. */
export function fullAmount(
  world: World,
  { price, quantity, subscription: id }: SubscriptionItem
): number {
  const currency = world.store.subscriptions.get(id)?.currency ?? price.currency
  return amountFor(world, price, quantity, currency) ?? 0
}

function nameOf(world: World, price: Price): string {
  return world.store.products.get(price.product)?.name ?? price.product
}
