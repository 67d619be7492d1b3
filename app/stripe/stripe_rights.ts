import type Stripe from 'stripe'
import type { StripeCalls } from '#stripe/stripe_calls'
import { PaymentGatewayError } from '#stripe/payment_gateway'

/** An id that Stripe does not have. */
const NOBODY = 'kiosk_doctor'

type Probe = (stripe: Stripe, options: Stripe.RequestOptions) => Promise<unknown>

/**
 * Every right that this store needs, as Stripe's dashboard names it, with a call that needs only that
 * right and changes nothing: it lists one object, or changes one that does not exist. The README says
 * what each is for.
 */
const RIGHTS: Record<string, Probe> = {
  'Checkout Sessions: write': (stripe, options) =>
    stripe.checkout.sessions.expire(`cs_test_${NOBODY}`, {}, options),
  'Customers: write': (stripe, options) =>
    stripe.customers.update(`cus_${NOBODY}`, { name: 'Kiosk' }, options),
  'Charges and Refunds: write': (stripe, options) =>
    stripe.refunds.update(`re_${NOBODY}`, { metadata: { kiosk: 'doctor' } }, options),
  'Payment Intents: read': (stripe, options) => stripe.paymentIntents.list({ limit: 1 }, options),
  'Disputes: read': (stripe, options) => stripe.disputes.list({ limit: 1 }, options),
  'Subscriptions: write': (stripe, options) =>
    stripe.subscriptions.update(`sub_${NOBODY}`, { metadata: { kiosk: 'doctor' } }, options),
  'Invoices: write': (stripe, options) =>
    stripe.invoices.update(`in_${NOBODY}`, { metadata: { kiosk: 'doctor' } }, options),
  'Products: write': (stripe, options) =>
    stripe.products.update(`prod_${NOBODY}`, { metadata: { kiosk: 'doctor' } }, options),
  'Prices: write': (stripe, options) =>
    stripe.prices.update(`price_${NOBODY}`, { metadata: { kiosk: 'doctor' } }, options),
  'Events: read': (stripe, options) => stripe.events.list({ limit: 1 }, options),
  'Customer portal: write': (stripe, options) =>
    stripe.billingPortal.sessions.create({ customer: `cus_${NOBODY}` }, options),
  'Webhook Endpoints: write': (stripe, options) =>
    stripe.webhookEndpoints.update(
      `we_${NOBODY}`,
      { enabled_events: ['checkout.session.completed'] },
      options
    ),
}

/**
 * The rights that a restricted key lacks.
 * @throws {PaymentGatewayError} where Stripe does not answer
 */
export async function findMissingRights(stripe: Stripe, calls: StripeCalls): Promise<string[]> {
  const missing: string[] = []
  for (const [right, probe] of Object.entries(RIGHTS)) {
    try {
      await calls.run('interactive', (options) => probe(stripe, options))
    } catch (error) {
      if (!(error instanceof PaymentGatewayError) || error.isTemporary) {
        throw error
      }
      if (error.reason === 'missing_right') {
        missing.push(right)
      }
    }
  }
  return missing
}
