import { findOrFail } from '#stripe_emulator/api/endpoint'
import { markInvoiceFailed, markInvoicePaid } from '#stripe_emulator/billing/invoices'
import { changeStatus } from '#stripe_emulator/billing/renew_subscription'
import type { CheckoutSession, Invoice, PaymentIntent } from '#stripe_emulator/objects'
import { failIntentLater, settleIntent } from '#stripe_emulator/payments/collect'
import type { World } from '#stripe_emulator/world'

/**
 * Completes a delayed payment.
 *
 * @param id of its payment intent or its session
 * @throws StripeError if no delayed payment is pending
 */
export function settleDelayed(world: World, id: string) {
  const { intent, session, invoice } = delayedPayment(world, id)
  settleIntent(world, intent)
  if (invoice) {
    markInvoicePaid(world, invoice)
    setSubscriptionStatus(world, invoice, 'active')
  }
  if (session) {
    session.payment_status = 'paid'
    world.raise('checkout.session.async_payment_succeeded', session)
  }
}

/**
 * Fails a delayed payment.
 *
 * @param id of its payment intent or its session
 * @throws StripeError if no delayed payment is pending
 */
export function failDelayed(world: World, id: string) {
  const { intent, session, invoice } = delayedPayment(world, id)
  failIntentLater(world, intent)
  if (invoice) {
    markInvoiceFailed(world, invoice)
    setSubscriptionStatus(world, invoice, 'past_due')
  }
  if (session) {
    world.raise('checkout.session.async_payment_failed', session)
  }
}

/** In subscription mode a session has only the invoice; the intent is that of the invoice payment. */
function delayedPayment(
  world: World,
  id: string
): { intent: PaymentIntent; session?: CheckoutSession; invoice?: Invoice } {
  const { checkoutSessions, invoices, invoicePayments, paymentIntents } = world.store
  const named = checkoutSessions.get(id)
  const ofSession = invoicePayments.find((one) => one.invoice === named?.invoice)
  const intentId = named?.payment_intent ?? ofSession?.payment.payment_intent ?? id
  const intent = findOrFail(paymentIntents, 'payment_intent', intentId)
  const payment = invoicePayments.find((one) => one.payment.payment_intent === intent.id)
  const invoice = invoices.get(payment?.invoice ?? '')
  const session =
    named ??
    checkoutSessions.find(
      (one) =>
        one.payment_intent === intent.id || (invoice !== undefined && one.invoice === invoice.id)
    )
  return { intent, session, invoice }
}

function setSubscriptionStatus(world: World, invoice: Invoice, status: 'active' | 'past_due') {
  const id = invoice.parent?.subscription_details.subscription
  const subscription = world.store.subscriptions.get(id ?? '')
  const isPaidInTrial = subscription?.status === 'trialing' && status === 'active'
  if (subscription && subscription.status !== 'canceled' && !isPaidInTrial) {
    changeStatus(world, subscription, status)
  }
}
