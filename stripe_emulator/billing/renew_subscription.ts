import {
  attachPayment,
  draftInvoice,
  issueInvoice,
  markInvoiceFailed,
  markInvoicePaid,
} from '#stripe_emulator/billing/invoices'
import { endSubscription } from '#stripe_emulator/billing/cancel_subscription'
import { setAside } from '#stripe_emulator/billing/pause_collection'
import { periodEnd } from '#stripe_emulator/billing/periods'
import { amountOff } from '#stripe_emulator/checkout/discounts'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type {
  Coupon,
  Invoice,
  PaymentIntent,
  PaymentMethod,
  Subscription,
} from '#stripe_emulator/objects'
import { buildPaymentIntent } from '#stripe_emulator/payments/build'
import { RENEWAL_FAILS_CARD, lastFour } from '#stripe_emulator/payments/cards'
import { addPaymentIntent, collect, decline } from '#stripe_emulator/payments/collect'
import type { SubscriptionDetails } from '#stripe_emulator/records'
import type { World } from '#stripe_emulator/world'

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
  options: { fail?: boolean } = {}
): Subscription {
  if (subscription.status === 'canceled' || subscription.status === 'paused') {
    throw invalidRequest(
      `The subscription ${subscription.id} is ${subscription.status}, so it cannot be renewed.`
    )
  }
  if (subscription.cancel_at_period_end) {
    return endSubscription(world, subscription)
  }
  const openInvoice = world.store.invoices.get(subscription.latest_invoice ?? '')
  if (subscription.status === 'past_due' && openInvoice?.status === 'open') {
    payFor(world, subscription, openInvoice, options.fail ?? false)
    return subscription
  }
  const { pause_collection: pause } = subscription
  const invoice = beginNextPeriod(world, subscription)
  if (pause) {
    setAside(world, invoice, pause)
    return subscription
  }
  payFor(world, subscription, invoice, options.fail ?? false)
  return subscription
}

function beginNextPeriod(world: World, subscription: Subscription): Invoice {
  const details = detailsOf(world, subscription)
  const previous = structuredClone({
    items: subscription.items,
    latest_invoice: subscription.latest_invoice,
    status: subscription.status,
  })
  details.periods += 1
  for (const item of subscription.items.data) {
    item.current_period_start = item.current_period_end
    item.current_period_end = periodEnd(details.anchor, item.price.recurring!, details.periods)
  }
  const issue =
    subscription.pause_collection?.behavior === 'keep_as_draft' ? draftInvoice : issueInvoice
  const invoice = issue(world, {
    customer: subscription.customer,
    currency: subscription.currency,
    reason: 'subscription_cycle',
    lines: renewalLines(world, subscription, details),
    discount: renewalCoupon(world, details) && (subscription.discounts as string[])[0],
    subscription,
  })
  subscription.latest_invoice = invoice.id
  if (subscription.status === 'trialing') {
    subscription.status = 'active'
  }
  world.raise('customer.subscription.updated', subscription, previous)
  return invoice
}

function renewalLines(world: World, subscription: Subscription, details: SubscriptionDetails) {
  const coupon = renewalCoupon(world, details)
  return subscription.items.data.map((item) => {
    const amount = (item.price.unit_amount ?? 0) * item.quantity
    const product = world.store.products.get(item.price.product)
    return {
      price: item.price,
      quantity: item.quantity,
      amount,
      discount: coupon ? amountOff(coupon, amount) : 0,
      description: `${item.quantity} × ${product?.name ?? item.price.product}`,
      period: { start: item.current_period_start, end: item.current_period_end },
      subscriptionItem: item.id,
    }
  })
}

/** The coupon, if it still applies to the current period. */
function renewalCoupon(world: World, details: SubscriptionDetails): Coupon | undefined {
  const coupon = world.store.coupons.get(details.discount?.coupon ?? '')
  const stillCounts =
    coupon?.duration === 'forever' ||
    (coupon?.duration === 'repeating' && details.periods <= (coupon.duration_in_months ?? 0))
  return stillCounts ? coupon : undefined
}

/** Collects the latest invoice if it is open. */
export function payOpenInvoice(world: World, subscription: Subscription) {
  const invoice = world.store.invoices.get(subscription.latest_invoice ?? '')
  if (invoice?.status === 'open') {
    payFor(world, subscription, invoice, false)
  }
}

function payFor(world: World, subscription: Subscription, invoice: Invoice, fail: boolean) {
  const method = world.store.paymentMethods.get(subscription.default_payment_method ?? '')
  if (invoice.amount_due === 0) {
    markInvoicePaid(world, invoice)
    return
  }
  const intent = intentOf(world, invoice) ?? beginPayment(world, subscription, invoice)
  if (!method || fail || failsRenewals(method)) {
    if (method) {
      decline(world, intent, method)
    }
    markInvoiceFailed(world, invoice)
    changeStatus(world, subscription, 'past_due')
  } else if (collect(world, intent, method).status === 'succeeded') {
    markInvoicePaid(world, invoice)
    changeStatus(world, subscription, 'active')
  }
}

/** The payment intent of an earlier attempt, which a retry uses again. */
function intentOf(world: World, invoice: Invoice): PaymentIntent | undefined {
  const payment = world.store.invoicePayments.find((one) => one.invoice === invoice.id)
  return world.store.paymentIntents.get(payment?.payment.payment_intent ?? '')
}

function beginPayment(world: World, subscription: Subscription, invoice: Invoice): PaymentIntent {
  const intent = addPaymentIntent(
    world,
    buildPaymentIntent(world.now(), {
      amount: invoice.amount_due,
      currency: invoice.currency,
      customer: subscription.customer,
      email: world.store.customers.get(subscription.customer)?.email ?? null,
      description: 'Subscription update',
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

function detailsOf(world: World, subscription: Subscription): SubscriptionDetails {
  const details = world.store.subscriptionDetails.get(subscription.id)
  if (!details) {
    throw new Error(`No details are stored for ${subscription.id}`)
  }
  return details
}
