import {
  attachPayment,
  draftInvoice,
  issueInvoice,
  markInvoiceFailed,
  markInvoicePaid,
} from '#stripe_emulator/billing/invoices'
import type { InvoiceInput } from '#stripe_emulator/billing/invoice_input'
import { findOrFail } from '#stripe_emulator/api/endpoint'
import { endSubscription, endsWithPeriod } from '#stripe_emulator/billing/cancel_subscription'
import { periodLine } from '#stripe_emulator/billing/item_lines'
import { setAside } from '#stripe_emulator/billing/pause_collection'
import { pendingLines, takePendingLines } from '#stripe_emulator/billing/pending_lines'
import { periodEnd } from '#stripe_emulator/billing/periods'
import { endUsedDiscount } from '#stripe_emulator/billing/set_discount'
import { detailsOf } from '#stripe_emulator/billing/subscription_details'
import { discounted, discountOfPeriod } from '#stripe_emulator/billing/subscription_discounts'
import { presentmentDetails } from '#stripe_emulator/checkout/buyers_currency'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Invoice, PaymentIntent, PaymentMethod, Subscription } from '#stripe_emulator/objects'
import { buildPaymentIntent } from '#stripe_emulator/payments/build'
import { RENEWAL_FAILS_CARD, lastFour } from '#stripe_emulator/payments/cards'
import { addPaymentIntent, collect, decline } from '#stripe_emulator/payments/collect'
import type { World } from '#stripe_emulator/world'

export interface RenewalOptions {
  /** Whether the payment is declined. */
  fail?: boolean
  /** The number of payments that pay the invoice together; default: 1. */
  payments?: number
}

/**
 * Renews the subscription without moving the clock: starts the next period and collects its invoice,
 * or ends the subscription if it is set to cancel. With `fail` the payment is declined and the
 * subscription becomes past due; the next call retries the open invoice instead. While collection is
 * paused the period begins without a payment.
 *
 * @throws StripeError for a subscription that has ended or is paused
 */
export function renewSubscription(
  world: World,
  subscription: Subscription,
  options: RenewalOptions = {}
): Subscription {
  if (subscription.status === 'canceled' || subscription.status === 'paused') {
    throw invalidRequest(
      `The subscription ${subscription.id} is ${subscription.status}, so it cannot be renewed.`
    )
  }
  if (endsWithPeriod(subscription)) {
    return endSubscription(world, subscription)
  }
  if (subscription.status === 'trialing' && endTrialWithoutMethod(world, subscription)) {
    return subscription
  }
  const openInvoice = world.store.invoices.get(subscription.latest_invoice ?? '')
  if (subscription.status === 'past_due' && openInvoice?.status === 'open') {
    payFor(world, subscription, openInvoice, options)
    return subscription
  }
  const { pause_collection: pause } = subscription
  const invoice = beginNextPeriod(world, subscription)
  if (pause) {
    setAside(world, invoice, pause)
    return subscription
  }
  payFor(world, subscription, invoice, options)
  return subscription
}

/**
 * What happens at the end of a trial for which nobody left a way to pay, unless an invoice is made.
 *
 * @returns whether the subscription does not go on
 */
function endTrialWithoutMethod(world: World, subscription: Subscription): boolean {
  const { default_payment_method: method } = subscription
  const behavior = subscription.trial_settings.end_behavior.missing_payment_method
  if (method !== null || behavior === 'create_invoice') {
    return false
  }
  if (behavior === 'cancel') {
    endSubscription(world, subscription)
  } else {
    subscription.status = 'paused'
    world.raise('customer.subscription.paused', subscription)
  }
  return true
}

function beginNextPeriod(world: World, subscription: Subscription): Invoice {
  const details = detailsOf(world, subscription)
  const previous = structuredClone({
    items: subscription.items,
    latest_invoice: subscription.latest_invoice,
    status: subscription.status,
  })
  const input = nextInvoice(world, subscription)
  details.periods += 1
  for (const item of subscription.items.data) {
    item.current_period_start = item.current_period_end
    item.current_period_end = periodEnd(details.anchor, item.price.recurring!, details.periods)
  }
  const issue =
    subscription.pause_collection?.behavior === 'keep_as_draft' ? draftInvoice : issueInvoice
  const invoice = issue(world, input)
  takePendingLines(world, subscription, invoice)
  endUsedDiscount(world, invoice)
  subscription.latest_invoice = invoice.id
  if (subscription.status === 'trialing') {
    subscription.status = 'active'
  }
  world.raise('customer.subscription.updated', subscription, previous)
  return invoice
}

/**
 * The invoice of the next period: what its prices cost until its end, or until the subscription ends in
 * it; what is pending; and the discount of the subscription if it lasts, else that of its customer.
 *
 * Source: https://docs.stripe.com/api/subscriptions/update#update_subscription-cancel_at,
 *   #update_subscription-discounts
 */
export function nextInvoice(world: World, subscription: Subscription): InvoiceInput {
  const details = detailsOf(world, subscription)
  const number = details.periods + 1
  const discount = discountOfPeriod(world, subscription, number)
  const lines = subscription.items.data.map((item) => {
    const start = item.current_period_end
    const wholeEnd = periodEnd(details.anchor, item.price.recurring!, number)
    const end = Math.min(wholeEnd, subscription.cancel_at ?? Infinity)
    return periodLine(world, item, { start, end }, (end - start) / (wholeEnd - start))
  })
  return {
    customer: subscription.customer,
    currency: subscription.currency,
    reason: 'subscription_cycle',
    lines: [...pendingLines(world, subscription), ...discounted(world, lines, discount)],
    discount: discount?.id,
    subscription,
    usesBalance: true,
  }
}

/** Collects the latest invoice if it is open. */
export function payOpenInvoice(world: World, subscription: Subscription) {
  const invoice = world.store.invoices.get(subscription.latest_invoice ?? '')
  if (invoice?.status === 'open') {
    payFor(world, subscription, invoice)
  }
}

/** Collects an invoice with the subscription's payment method. */
export function payFor(
  world: World,
  subscription: Subscription,
  invoice: Invoice,
  { fail = false, payments = 1 }: RenewalOptions = {}
) {
  const method = world.store.paymentMethods.get(subscription.default_payment_method ?? '')
  if (invoice.amount_due === 0) {
    markInvoicePaid(world, invoice)
    return
  }
  const [first, ...others] = intentsOf(world, subscription, invoice, payments)
  if (!method || fail || failsRenewals(method)) {
    if (method) {
      decline(world, first, method)
    }
    markInvoiceFailed(world, invoice)
    changeStatus(world, subscription, 'past_due')
  } else if ([first, ...others].every((one) => hasPaid(world, one, method))) {
    markInvoicePaid(world, invoice)
    changeStatus(world, subscription, 'active')
  }
}

function hasPaid(world: World, intent: PaymentIntent, method: PaymentMethod): boolean {
  return collect(world, intent, method).status === 'succeeded'
}

/** The payment intents of an earlier attempt, which a retry uses again, or new ones. */
function intentsOf(
  world: World,
  subscription: Subscription,
  invoice: Invoice,
  count: number
): PaymentIntent[] {
  const earlier = world.store.invoicePayments
    .filter((one) => one.invoice === invoice.id)
    .map((one) =>
      findOrFail(world.store.paymentIntents, 'payment_intent', one.payment.payment_intent)
    )
  return earlier.length > 0
    ? earlier
    : inParts(invoice.amount_due, count).map((amount) =>
        beginPayment(world, subscription, invoice, amount)
      )
}

/** Whole amounts that add up to the amount. */
function inParts(amount: number, count: number): number[] {
  const part = Math.floor(amount / count)
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? amount - part * (count - 1) : part
  )
}

function beginPayment(
  world: World,
  subscription: Subscription,
  invoice: Invoice,
  amount: number
): PaymentIntent {
  const intent = addPaymentIntent(
    world,
    buildPaymentIntent(world.now(), {
      amount,
      currency: invoice.currency,
      customer: subscription.customer,
      email: world.store.customers.get(subscription.customer)?.email ?? null,
      description: 'Subscription update',
      presentment: presentmentDetails(
        world,
        invoice.amount_due,
        invoice.currency,
        subscription.presentment_details?.presentment_currency ?? null
      ),
    })
  )
  attachPayment(world, invoice, intent)
  return intent
}

/** Sets the status, and raises `customer.subscription.updated` if it changed. */
export function changeStatus(
  world: World,
  subscription: Subscription,
  status: Subscription['status']
) {
  const previous = subscription.status
  if (previous !== status) {
    subscription.status = status
    world.raise('customer.subscription.updated', subscription, { status: previous })
  }
}

function failsRenewals(method: PaymentMethod) {
  const card = method.card as { last4: string } | undefined
  return card?.last4 === lastFour(RENEWAL_FAILS_CARD)
}
