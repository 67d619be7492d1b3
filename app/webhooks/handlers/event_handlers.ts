import { CUSTOMER_EVENT_TYPES } from '#webhooks/handlers/customer_events'
import type { StripeEventHandler } from '#webhooks/handlers/stripe_event_handler'

/** Constructors differ in what the container injects, so no common signature fits. */
type HandlerClass = new (...dependencies: any[]) => StripeEventHandler

const checkoutSession = () => import('#webhooks/handlers/checkout_session_changed')
const payment = () => import('#webhooks/handlers/payment_changed')
const declined = () => import('#webhooks/handlers/payment_declined')
const subscription = () => import('#webhooks/handlers/subscription_changed')
const invoice = () => import('#webhooks/handlers/invoice_changed')
const customer = () => import('#webhooks/handlers/customer_changed')
const product = () => import('#webhooks/handlers/product_changed')
const price = () => import('#webhooks/handlers/price_changed')

/**
 * Every event type that this store handles. All others are stored and ignored.
 */
const HANDLERS: Record<string, () => Promise<{ default: HandlerClass }>> = {
  'checkout.session.completed': checkoutSession,
  'checkout.session.async_payment_succeeded': checkoutSession,
  'checkout.session.async_payment_failed': checkoutSession,
  'checkout.session.expired': checkoutSession,

  'payment_intent.payment_failed': declined,

  'charge.refunded': payment,
  'refund.created': payment,
  'refund.updated': payment,
  'refund.failed': payment,
  'charge.dispute.created': payment,
  'charge.dispute.updated': payment,
  'charge.dispute.closed': payment,

  'customer.subscription.created': subscription,
  'customer.subscription.updated': subscription,
  'customer.subscription.deleted': subscription,
  'customer.subscription.paused': subscription,
  'customer.subscription.resumed': subscription,

  'invoice.paid': invoice,
  'invoice.payment_failed': invoice,

  ...Object.fromEntries(CUSTOMER_EVENT_TYPES.map((type) => [type, customer])),

  'product.created': product,
  'product.updated': product,
  'product.deleted': product,
  'price.created': price,
  'price.updated': price,
  'price.deleted': price,
}

/** The event types that something is done about. */
export const HANDLED_EVENT_TYPES = Object.keys(HANDLERS)

/**
 * The event types for the store's webhook endpoint. `charge.updated` says that the fee of a payment is
 * known; it is stored and ignored.
 *
 * Source: https://docs.stripe.com/payments/payment-intents/asynchronous-capture
 */
export const ENDPOINT_EVENT_TYPES = [...HANDLED_EVENT_TYPES, 'charge.updated']

/** Whether this store handles an event type. */
export function isHandled(type: string): boolean {
  return Object.hasOwn(HANDLERS, type)
}

/** The handler of an event type, or null where there is none. */
export async function findHandler(type: string): Promise<HandlerClass | null> {
  if (!isHandled(type)) {
    return null
  }
  const { default: Handler } = await HANDLERS[type]()
  return Handler
}
