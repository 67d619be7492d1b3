import type { StripeEventHandler } from '#webhooks/handlers/stripe_event_handler'

/** Constructors differ in what the container injects, so no common signature fits. */
type HandlerClass = new (...dependencies: any[]) => StripeEventHandler

const checkoutSession = () => import('#webhooks/handlers/checkout_session_changed')
const payment = () => import('#webhooks/handlers/payment_changed')
const declined = () => import('#webhooks/handlers/payment_declined')
const charge = () => import('#webhooks/handlers/charge_updated')
const subscription = () => import('#webhooks/handlers/subscription_changed')
const invoice = () => import('#webhooks/handlers/invoice_changed')
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
  'charge.updated': charge,

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

  'product.created': product,
  'product.updated': product,
  'product.deleted': product,
  'price.created': price,
  'price.updated': price,
  'price.deleted': price,
}

/** The event types for the store's webhook endpoint. */
export const HANDLED_EVENT_TYPES = Object.keys(HANDLERS)

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
