import type { InvoiceInput } from '#stripe_emulator/billing/invoice_input'
import { refuseEnded } from '#stripe_emulator/billing/cancel_subscription'
import { issueInvoice } from '#stripe_emulator/billing/invoices'
import { pendingLines, takePendingLines } from '#stripe_emulator/billing/pending_lines'
import { planItems, type ItemChange, type PlannedItems } from '#stripe_emulator/billing/plan_items'
import { nextInvoice, payFor } from '#stripe_emulator/billing/renew_subscription'
import { detailsOf } from '#stripe_emulator/billing/subscription_details'
import type { Subscription } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

export const PRORATION_BEHAVIORS = ['create_prorations', 'none', 'always_invoice'] as const
export type ProrationBehavior = (typeof PRORATION_BEHAVIORS)[number]

/**
 * Changes, adds and removes items. `create_prorations` charges the difference with the next invoice,
 * `always_invoice` now. With another interval a new period starts, and is charged now.
 *
 * @throws StripeError if it has ended, and for items that it cannot have
 */
export function changeItems(
  world: World,
  subscription: Subscription,
  changes: ItemChange[],
  proration: ProrationBehavior = 'create_prorations'
): Subscription {
  refuseEnded(subscription)
  const planned = planItems(world, subscription, changes)
  const details = detailsOf(world, subscription)
  const previous = structuredClone({ items: subscription.items })
  subscription.items.data = planned.items
  if (planned.restarts) {
    details.anchor = world.now()
    details.periods = 1
  }
  world.raise('customer.subscription.updated', subscription, previous)
  const lines = linesOf(planned, proration)
  if (isInvoicedNow(planned, proration) && lines.length > 0) {
    invoiceNow(world, subscription, invoiceOfChange(world, subscription, planned, proration))
  } else {
    details.pendingLines.push(...lines)
  }
  return subscription
}

/**
 * The next invoice of a subscription if its items were changed: one of now, or that of the next period
 * with what is prorated.
 *
 * @throws StripeError as the change would
 */
export function previewChange(
  world: World,
  subscription: Subscription,
  changes: ItemChange[],
  proration: ProrationBehavior = 'create_prorations'
): InvoiceInput {
  refuseEnded(subscription)
  const planned = planItems(world, subscription, changes)
  if (isInvoicedNow(planned, proration)) {
    return invoiceOfChange(world, subscription, planned, proration)
  }
  const items = { ...subscription.items, data: planned.items }
  const next = nextInvoice(world, { ...subscription, items })
  return { ...next, lines: [...linesOf(planned, proration), ...next.lines] }
}

function isInvoicedNow({ restarts }: PlannedItems, proration: ProrationBehavior): boolean {
  return restarts || proration === 'always_invoice'
}

function linesOf({ credits, charges, restarts }: PlannedItems, proration: ProrationBehavior) {
  if (proration === 'none') {
    return restarts ? charges : []
  }
  return [...credits, ...charges]
}

function invoiceOfChange(
  world: World,
  subscription: Subscription,
  planned: PlannedItems,
  proration: ProrationBehavior
): InvoiceInput {
  return {
    customer: subscription.customer,
    currency: subscription.currency,
    reason: 'subscription_update',
    lines: [...pendingLines(world, subscription), ...linesOf(planned, proration)],
    discount: planned.discount,
    subscription,
    usesBalance: true,
  }
}

function invoiceNow(world: World, subscription: Subscription, input: InvoiceInput) {
  const invoice = issueInvoice(world, input)
  takePendingLines(world, subscription, invoice)
  const previous = { latest_invoice: subscription.latest_invoice }
  subscription.latest_invoice = invoice.id
  world.raise('customer.subscription.updated', subscription, previous)
  payFor(world, subscription, invoice)
}
