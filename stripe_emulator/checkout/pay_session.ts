import { attachPayment, issueInvoice, markInvoicePaid } from '#stripe_emulator/billing/invoices'
import { startSubscription } from '#stripe_emulator/billing/start_subscription'
import { buildCustomerDetails } from '#stripe_emulator/checkout/create_session'
import {
  chargeInBuyersCurrency,
  presentmentDetails,
} from '#stripe_emulator/checkout/buyers_currency'
import { appliedDiscount, redeem } from '#stripe_emulator/checkout/discounts'
import { openSession, openSessionDetails } from '#stripe_emulator/checkout/open_session'
import { chooseAmount } from '#stripe_emulator/checkout/session_changes'
import { minimumPayment, updateTotals } from '#stripe_emulator/checkout/totals'
import { cardDeclined, invalidRequest, StripeError } from '#stripe_emulator/http/stripe_error'
import { formatAmount } from '#stripe_emulator/money'
import type {
  CheckoutSession,
  Customer,
  PaymentIntent,
  PaymentMethod,
  StripeEvent,
} from '#stripe_emulator/objects'
import { isEmail } from '#stripe_emulator/params/common'
import { buildPaymentIntent, buildPaymentMethod } from '#stripe_emulator/payments/build'
import { checkCard, lastFour } from '#stripe_emulator/payments/cards'
import { addPaymentIntent, collect, decline } from '#stripe_emulator/payments/collect'
import type { SessionDetails } from '#stripe_emulator/records'
import { createCustomer } from '#stripe_emulator/resources/customers'
import type { World } from '#stripe_emulator/world'

/** As recorded of a subscription; a single payment has the same order. */
const ORDER_OF_EVENTS = [
  'customer.created',
  'charge.succeeded',
  'payment_method.attached',
  'invoiceitem.created',
  'invoice.created',
  'customer.subscription.created',
  'invoice.updated',
  'invoice.finalized',
  'customer.subscription.updated',
  'invoice.paid',
  'invoice.updated',
  'invoice.payment_succeeded',
  'invoice_payment.paid',
  'payment_intent.created',
  'payment_intent.succeeded',
  'checkout.session.completed',
  'charge.updated',
]

export type PayMethod = 'card' | 'bank_debit'
/** The buyer's input on the payment page. */
export interface Payment {
  /** Ignored if the session or its customer has one. */
  email: string | null
  /** Null if the page was not told one. */
  name?: string | null
  method: PayMethod
  card: string
  /** In the currency's minor unit, for a price whose amount the buyer chooses. */
  amount?: number
  /** The currency of the buyer's country, if it is not that of the settings. */
  currency?: string
}

/** What the payment page was told about the buyer. */
interface Buyer {
  email: string
  name: string | null
}

/**
 * Takes the payment of an open session and completes it.
 *
 * @returns the `checkout.session.completed` event
 * @throws StripeError 400 for invalid input, 402 for an invalid or a declined card
 */
export function paySession(world: World, sessionId: string, payment: Payment): StripeEvent {
  return world.inOrder(ORDER_OF_EVENTS, () => payNow(world, sessionId, payment))
}

function payNow(world: World, sessionId: string, payment: Payment): StripeEvent {
  const session = openSession(world, sessionId)
  const details = openSessionDetails(world, session)
  const buyerCurrency = payment.currency ?? world.settings.buyerCurrency
  chargeInBuyersCurrency(world, session, buyerCurrency)
  if (details.hasTax) {
    updateTotals(world, session)
  }
  if (payment.amount !== undefined) {
    chooseAmount(world, session, payment.amount)
  }
  present(world, session, payment.method, buyerCurrency)
  const email = buyerEmail(world, session, payment)
  checkAmount(session, details)
  const method = needsMethod(session) ? readMethod(world, session, payment, email) : null
  const name = payment.name?.trim() || null
  const customer = customerFor(world, session, details, { email, name })
  if (method && customer) {
    method.customer = customer.id
    world.raise('payment_method.attached', method)
  }
  const discount = appliedDiscount(world, session)
  if (session.mode === 'subscription' && customer) {
    const started = startSubscription(world, { session, details, customer, method, discount })
    session.subscription = started.subscription.id
    session.invoice = started.invoice.id
  } else if (method) {
    payOnce(world, session, details, customer, method, email)
  }
  if (discount) {
    redeem(discount)
  }
  return complete(world, session, customer, { email, name }, method)
}

/** Notes what the card is charged, where Adaptive Pricing converts the amount. */
function present(
  world: World,
  session: CheckoutSession,
  method: PayMethod,
  buyerCurrency: string | null
) {
  delete session.presentment_details
  const { amount_total: total, currency } = session
  const presented = presentmentDetails(world, total, currency, buyerCurrency)
  if (presented && total > 0 && method === 'card') {
    session.presentment_details = presented
  }
}

function complete(
  world: World,
  session: CheckoutSession,
  customer: Customer | null,
  buyer: Buyer,
  method: PaymentMethod | null
): StripeEvent {
  session.status = 'complete'
  session.url = null
  session.customer = customer?.id ?? null
  session.customer_details = buildCustomerDetails(buyer.email, customer?.name ?? buyer.name)
  session.payment_status =
    session.amount_total === 0 ? 'no_payment_required' : method?.type === 'card' ? 'paid' : 'unpaid'
  const completed = world.raise('checkout.session.completed', session)
  raiseFee(world, session)
  return completed
}

/** The fee of a card payment becomes known after the payment, unless it is known a minute later. */
function raiseFee(world: World, session: CheckoutSession) {
  const payment = world.store.invoicePayments.find((one) => one.invoice === session.invoice)
  const intentId = session.payment_intent ?? payment?.payment.payment_intent ?? ''
  const charge = world.store.charges.get(
    world.store.paymentIntents.get(intentId)?.latest_charge ?? ''
  )
  if (charge?.status === 'succeeded' && charge.balance_transaction !== null) {
    world.raise('charge.updated', charge, { balance_transaction: null })
  }
}

function payOnce(
  world: World,
  session: CheckoutSession,
  details: SessionDetails,
  customer: Customer | null,
  method: PaymentMethod,
  email: string
) {
  const intent = intentOf(world, session, details, customer, email)
  collect(world, intent, method)
  if (details.invoice.enabled && customer) {
    const invoice = issueInvoice(world, {
      customer: customer.id,
      currency: session.currency,
      reason: 'manual',
      lines: details.lineItems.map((item) => ({
        price: item.price,
        quantity: item.quantity,
        amount: item.amount_subtotal,
        discount: item.amount_discount,
        description: item.description,
        period: { start: world.now(), end: world.now() },
      })),
      hasTax: details.hasTax,
      description: details.invoice.description,
      metadata: details.invoice.metadata,
    })
    session.invoice = invoice.id
    attachPayment(world, invoice, intent)
    if (intent.status === 'succeeded') {
      markInvoicePaid(world, invoice)
    }
  }
}

/** The session's payment intent, which exists already after a declined attempt. */
function intentOf(
  world: World,
  session: CheckoutSession,
  details: SessionDetails,
  customer: Customer | null,
  email: string
): PaymentIntent {
  const earlier = world.store.paymentIntents.get(session.payment_intent ?? '')
  if (earlier) {
    Object.assign(earlier, {
      amount: session.amount_total,
      currency: session.currency,
      customer: customer?.id ?? null,
      presentment_details: session.presentment_details,
      receipt_email: email,
    })
    return earlier
  }
  const intent = addPaymentIntent(
    world,
    buildPaymentIntent(world.now(), {
      ...details.paymentIntent,
      amount: session.amount_total,
      currency: session.currency,
      customer: customer?.id ?? null,
      email,
      presentment: session.presentment_details,
    })
  )
  session.payment_intent = intent.id
  return intent
}

function readMethod(
  world: World,
  session: CheckoutSession,
  payment: Payment,
  email: string
): PaymentMethod {
  const isCard = payment.method === 'card'
  const check = isCard ? checkCard(payment.card) : 'accepted'
  if (check === 'incorrect') {
    throw new StripeError(402, {
      type: 'card_error',
      code: 'incorrect_number',
      message: 'Your card number is incorrect.',
      param: 'card_number',
    })
  }
  const method = buildPaymentMethod(world.now(), {
    type: isCard ? 'card' : 'sepa_debit',
    last4: isCard ? lastFour(payment.card) : '3000',
    email,
    customer: session.customer,
  })
  if (check === 'declined') {
    declineCard(world, session, method, email)
  }
  return world.store.paymentMethods.add(method)
}

function declineCard(
  world: World,
  session: CheckoutSession,
  method: PaymentMethod,
  email: string
): never {
  if (session.mode === 'subscription' || session.amount_total === 0) {
    throw cardDeclined()
  }
  const details = openSessionDetails(world, session)
  const customer = world.store.customers.get(session.customer ?? '') ?? null
  const intent = intentOf(world, session, details, customer, email)
  const charge = decline(world, intent, method)
  throw cardDeclined({ charge: charge.id })
}

/** If nothing is due, only a subscription that always collects a payment method needs one. */
function needsMethod(session: CheckoutSession) {
  return (
    session.amount_total > 0 ||
    (session.mode === 'subscription' && session.payment_method_collection === 'always')
  )
}

function customerFor(
  world: World,
  session: CheckoutSession,
  details: SessionDetails,
  { email, name }: Buyer
): Customer | null {
  const known = world.store.customers.get(session.customer ?? '')
  const isWanted =
    session.mode === 'subscription' ||
    session.customer_creation === 'always' ||
    details.invoice.enabled ||
    session.amount_total === 0
  return known ?? (isWanted ? createCustomer(world, { email, name: name ?? undefined }) : null)
}

function buyerEmail(world: World, session: CheckoutSession, payment: Payment): string {
  const known = world.store.customers.get(session.customer ?? '')?.email ?? session.customer_email
  const email = known ?? payment.email?.trim() ?? ''
  if (!isEmail(email)) {
    throw invalidRequest('Your email is invalid.', { code: 'email_invalid', param: 'email' })
  }
  return email
}

function checkAmount(session: CheckoutSession, details: SessionDetails) {
  const { amount_total: total, currency } = session
  const minimum = minimumPayment(currency)
  const isChosen = details.lineItems[0].price.custom_unit_amount !== null
  if (total < minimum && (total > 0 || isChosen)) {
    throw invalidRequest(`The amount must be at least ${formatAmount(minimum, currency)}.`, {
      code: 'amount_too_small',
      param: 'amount',
    })
  }
}
