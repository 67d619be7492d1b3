import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import { PaymentGateway } from '#stripe/payment_gateway'

/**
 * The ids of the Checkout Sessions behind a payment, an invoice or a subscription: from the
 * purchases here, else from Stripe, which also knows sessions whose events have not arrived. Its
 * methods throw PaymentGatewayError.
 */
@inject()
export default class FindCheckoutSessions {
  constructor(private gateway: PaymentGateway) {}

  async ofSubscription(subscriptionId: string): Promise<string[]> {
    const known = await db
      .from('purchases')
      .distinct('checkout_session_id')
      .where('subscription_id', subscriptionId)
      .whereNotNull('checkout_session_id')
    return known.length > 0
      ? known.map((purchase) => purchase.checkout_session_id)
      : this.gateway.listCheckoutSessionIds({ subscriptionId })
  }

  /** A renewal's payment is found through its invoice and the subscription. */
  async ofPaymentIntent(paymentIntentId: string): Promise<string[]> {
    const known = await db
      .from('purchases')
      .distinct('checkout_session_id')
      .whereNotNull('checkout_session_id')
      .where((named) =>
        named
          .where('payment_intent_id', paymentIntentId)
          .orWhereIn('id', (paid) =>
            paid
              .from('payments')
              .join('payment_lines', 'payment_lines.payment_id', 'payments.id')
              .select('payment_lines.purchase_id')
              .where('payments.payment_intent_id', paymentIntentId)
          )
      )
    if (known.length > 0) {
      return known.map((purchase) => purchase.checkout_session_id)
    }

    const sessionIds = await this.gateway.listCheckoutSessionIds({ paymentIntentId })
    if (sessionIds.length > 0) {
      return sessionIds
    }
    const subscriptionId = await this.gateway.findSubscriptionId({ paymentIntentId })
    return subscriptionId ? this.ofSubscription(subscriptionId) : []
  }

  /** Those of a customer's subscriptions that have not ended, as far as is known here. */
  async ofRunningSubscriptions(customerId: string): Promise<string[]> {
    const running = await db
      .from('purchases')
      .distinct('checkout_session_id')
      .where('stripe_customer_id', customerId)
      .whereNotNull('subscription_id')
      .whereNull('ended_at')
      .whereNotNull('checkout_session_id')
    return running.map((purchase) => purchase.checkout_session_id)
  }

  async ofInvoice(invoiceId: string): Promise<string[]> {
    const subscriptionId = await this.gateway.findSubscriptionId({ invoiceId })
    return subscriptionId ? this.ofSubscription(subscriptionId) : []
  }
}
