import { amountIn } from '#stripe_emulator/checkout/currency_amounts'
import { buildItem, buildPlan } from '#stripe_emulator/billing/build_subscription'
import { refuseEnded } from '#stripe_emulator/billing/cancel_subscription'
import type { InvoiceLineInput } from '#stripe_emulator/billing/invoice_line'
import { issueInvoice } from '#stripe_emulator/billing/invoices'
import { periodEnd } from '#stripe_emulator/billing/periods'
import { pendingLines, takePendingLines } from '#stripe_emulator/billing/pending_lines'
import { payFor } from '#stripe_emulator/billing/renew_subscription'
import { detailsOf } from '#stripe_emulator/billing/subscription_details'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Price, Subscription, SubscriptionItem } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

export const PRORATION_BEHAVIORS = ['create_prorations', 'none', 'always_invoice'] as const
export type ProrationBehavior = (typeof PRORATION_BEHAVIORS)[number]

export interface PlanChange {
  price: Price
  /** Default: as it is. */
  quantity?: number
  /** `create_prorations` (the default) charges the difference with the next invoice. */
  proration?: ProrationBehavior
}

/**
 * Changes the price of an item, to one of the same or of another product. For the rest of the period
 * the old price is credited and the new one charged, unless nothing is prorated. With another interval
 * a new period starts now, and is charged at once.
 *
 * Source: https://docs.stripe.com/billing/subscriptions/prorations
 *
 * @throws StripeError if it has ended, and for a one-time price or one in another currency
 */
export function changePlan(
  world: World,
  subscription: Subscription,
  change: PlanChange
): Subscription {
  const { price, proration = 'create_prorations' } = change
  refuseEnded(subscription)
  if (!price.recurring || amountIn(world, price, subscription.currency) === null) {
    throw invalidRequest(
      `The price ${price.id} is not recurring or has another currency than the subscription.`
    )
  }
  const previous = structuredClone({ items: subscription.items })
  const [item] = subscription.items.data
  const before = { ...item }
  item.price = price
  item.plan = buildPlan(price)
  item.quantity = change.quantity ?? item.quantity
  const isSameRhythm = hasSameRhythm(before.price, price)
  const isPaidFor = subscription.status === 'active'
  if (isPaidFor && !isSameRhythm) {
    restart(world, subscription)
  }
  world.raise('customer.subscription.updated', subscription, previous)
  if (!isPaidFor) {
    return subscription
  }
  const details = detailsOf(world, subscription)
  const credit = prorated(world, before, 'Unused time on', -1)
  const lines = isSameRhythm
    ? [credit, prorated(world, item, 'Remaining time on', 1)]
    : [credit, wholePeriod(world, item)]
  if (!isSameRhythm) {
    invoiceNow(world, subscription, proration === 'none' ? lines.slice(1) : lines)
  } else if (proration === 'always_invoice') {
    invoiceNow(world, subscription, lines)
  } else if (proration === 'create_prorations') {
    details.pendingLines.push(...lines)
  }
  return subscription
}

/**
 * Adds an item, which is charged for the rest of the period with the next invoice.
 *
 * @throws StripeError if it has ended, and for a price with another currency or interval
 */
export function addItem(world: World, subscription: Subscription, price: Price): Subscription {
  refuseEnded(subscription)
  const [first] = subscription.items.data
  if (price.currency !== subscription.currency || !hasSameRhythm(first.price, price)) {
    throw invalidRequest(`The price ${price.id} has another currency or interval.`)
  }
  const previous = structuredClone({ items: subscription.items })
  const { current_period_start: start, current_period_end: end } = first
  const item = buildItem(subscription.id, { price, quantity: 1 }, start, end)
  subscription.items.data.push({ ...item, created: world.now() })
  if (subscription.status === 'active') {
    const line = prorated(world, item, 'Remaining time on', 1)
    detailsOf(world, subscription).pendingLines.push(line)
  }
  world.raise('customer.subscription.updated', subscription, previous)
  return subscription
}

function hasSameRhythm({ recurring: one }: Price, { recurring: other }: Price): boolean {
  return one?.interval === other?.interval && one?.interval_count === other?.interval_count
}

/** Starts a new period now, from which all later ones are counted. */
function restart(world: World, subscription: Subscription) {
  const details = detailsOf(world, subscription)
  details.anchor = world.now()
  details.periods = 1
  for (const item of subscription.items.data) {
    item.current_period_start = world.now()
    item.current_period_end = periodEnd(details.anchor, item.price.recurring!, 1)
  }
}

function invoiceNow(world: World, subscription: Subscription, lines: InvoiceLineInput[]) {
  const invoice = issueInvoice(world, {
    customer: subscription.customer,
    currency: subscription.currency,
    reason: 'subscription_update',
    lines: [...pendingLines(world, subscription), ...lines],
    subscription,
    usesBalance: true,
  })
  takePendingLines(world, subscription, invoice)
  const previous = { latest_invoice: subscription.latest_invoice }
  subscription.latest_invoice = invoice.id
  world.raise('customer.subscription.updated', subscription, previous)
  payFor(world, subscription, invoice)
}

/** What an item costs for the rest of its period, as a charge (1) or a credit (-1). */
function prorated(
  world: World,
  item: SubscriptionItem,
  text: string,
  sign: 1 | -1
): InvoiceLineInput {
  const { price, quantity, current_period_start: start, current_period_end: end } = item
  const left = Math.max(0, end - world.now()) / Math.max(1, end - start)
  return {
    price,
    quantity,
    amount: sign * Math.round(unitAmount(world, item) * quantity * Math.min(1, left)),
    discount: 0,
    description: `${text} ${nameOf(world, price)}`,
    period: { start: world.now(), end },
    subscriptionItem: item.id,
    proration: true,
  }
}

function wholePeriod(world: World, item: SubscriptionItem): InvoiceLineInput {
  return {
    price: item.price,
    quantity: item.quantity,
    amount: unitAmount(world, item) * item.quantity,
    discount: 0,
    description: `${item.quantity} × ${nameOf(world, item.price)}`,
    period: { start: item.current_period_start, end: item.current_period_end },
    subscriptionItem: item.id,
  }
}

function nameOf(world: World, price: Price): string {
  return world.store.products.get(price.product)?.name ?? price.product
}

/** What one unit costs in the currency of the subscription. */
function unitAmount(world: World, { price, subscription }: SubscriptionItem): number {
  const currency = world.store.subscriptions.get(String(subscription))?.currency ?? price.currency
  return amountIn(world, price, currency) ?? 0
}
