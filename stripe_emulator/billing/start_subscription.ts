import { addInvoiceItem, type InvoiceItemInput } from '#stripe_emulator/billing/add_invoice_item'
import type { InvoiceLineInput } from '#stripe_emulator/billing/invoice_line'
import { buildSubscription } from '#stripe_emulator/billing/build_subscription'
import { attachPayment, issueInvoice, markInvoicePaid } from '#stripe_emulator/billing/invoices'
import { periodEnd } from '#stripe_emulator/billing/periods'
import type { AppliedDiscount } from '#stripe_emulator/checkout/discounts'
import { buildDiscount } from '#stripe_emulator/checkout/discounts'
import { changeStatus } from '#stripe_emulator/billing/renew_subscription'
import { newId } from '#stripe_emulator/ids'
import type {
  CheckoutSession,
  Customer,
  Invoice,
  LineItem,
  PaymentMethod,
  Subscription,
} from '#stripe_emulator/objects'
import { buildPaymentIntent } from '#stripe_emulator/payments/build'
import { addPaymentIntent, collect } from '#stripe_emulator/payments/collect'
import type { SessionDetails } from '#stripe_emulator/records'
import type { World } from '#stripe_emulator/world'

const DAY = 24 * 60 * 60

interface StartInput {
  session: CheckoutSession
  details: SessionDetails
  customer: Customer
  /** Null if nothing is due and no payment method was required. */
  method: PaymentMethod | null
  discount: AppliedDiscount | null
}

/** Starts the subscription of a completed session, and collects its first invoice. */
export function startSubscription(world: World, input: StartInput) {
  const subscription = addSubscription(world, input)
  const invoice = issueInvoice(world, {
    customer: input.customer.id,
    currency: input.session.currency,
    reason: 'subscription_create',
    lines: input.details.lineItems.map((item) => firstLine(world, item, subscription)),
    discount: (subscription.discounts as string[])[0],
    subscription,
  })
  takeInvoiceItems(world, invoice)
  subscription.latest_invoice = invoice.id
  world.raise('customer.subscription.created', subscription)
  if (invoice.amount_due > 0 && input.method) {
    world.raise('invoice.updated', invoice)
    collectFirst(world, invoice, input, input.method)
    if (subscription.status === 'incomplete') {
      changeStatus(world, subscription, 'active')
    }
  } else {
    markInvoicePaid(world, invoice)
  }
  return { subscription, invoice }
}

function addSubscription(world: World, input: StartInput): Subscription {
  const { session, details, customer, method, discount } = input
  const now = world.now()
  const trialEnd =
    details.subscription.trialDays > 0 ? now + details.subscription.trialDays * DAY : null
  const recurring = details.lineItems.find((item) => item.price.recurring)?.price.recurring
  const discountId = discount ? newId('di') : null
  const subscription = world.store.subscriptions.add(
    buildSubscription({
      now,
      customer: customer.id,
      currency: session.currency,
      items: details.lineItems,
      paymentMethod: method?.id ?? null,
      periodEnd: trialEnd ?? periodEnd(now, recurring!, 1),
      trialEnd,
      description: details.subscription.description,
      metadata: details.subscription.metadata,
      discounts: discountId ? [discountId] : [],
      hasTax: details.hasTax,
      billingMode: world.settings.billingMode,
      missingPaymentMethod: details.subscription.missingPaymentMethod,
      status: session.amount_total > 0 ? 'incomplete' : 'active',
    })
  )
  if (session.presentment_details) {
    const { presentment_currency: currency } = session.presentment_details
    subscription.presentment_details = { presentment_currency: currency }
  }
  world.store.subscriptionDetails.add({
    id: subscription.id,
    sessionId: session.id,
    anchor: trialEnd ?? now,
    periods: trialEnd === null ? 1 : 0,
    pendingLines: [],
    discount: discount
      ? { coupon: discount.coupon.id, promotionCode: discount.promotionCode?.id ?? null }
      : null,
  })
  if (discount && discountId) {
    world.store.discounts.add(
      buildDiscount(discountId, discount, {
        start: now,
        customer: customer.id,
        subscription: subscription.id,
      })
    )
  }
  return subscription
}

function collectFirst(world: World, invoice: Invoice, input: StartInput, method: PaymentMethod) {
  const intent = addPaymentIntent(
    world,
    buildPaymentIntent(world.now(), {
      amount: invoice.amount_due,
      currency: invoice.currency,
      customer: input.customer.id,
      email: input.customer.email,
      description: 'Subscription creation',
      presentment: input.session.presentment_details,
    })
  )
  attachPayment(world, invoice, intent)
  const charge = collect(world, intent, method)
  if (charge.status === 'succeeded') {
    markInvoicePaid(world, invoice)
  }
}

/** What is paid once is an item of the invoice, not of the subscription. */
function firstLine(world: World, item: LineItem, subscription: Subscription): InvoiceLineInput {
  const match = subscription.items.data.find((one) => one.price.id === item.price.id)
  const onlyOnce = match ? undefined : addInvoiceItem(world, itemOnce(item, subscription))
  return {
    price: item.price,
    quantity: item.quantity,
    amount: item.amount_subtotal,
    discount: item.amount_discount,
    description: `${item.quantity} × ${item.description}`,
    period: {
      start: subscription.created,
      end: match?.current_period_end ?? subscription.created,
    },
    subscriptionItem: match?.id,
    invoiceItem: onlyOnce?.id,
  }
}

function itemOnce(item: LineItem, { id, customer }: Subscription): InvoiceItemInput {
  return {
    amount: item.amount_subtotal,
    currency: item.currency,
    customer,
    description: item.description,
    subscription: id,
    price: item.price,
    quantity: item.quantity,
  }
}

function takeInvoiceItems(world: World, { id, parent }: Invoice) {
  const subscription = parent?.subscription_details.subscription
  for (const item of world.store.invoiceItems.filter(({ invoice }) => invoice === null)) {
    if (item.parent?.subscription_details.subscription === subscription) {
      item.invoice = id
    }
  }
}
