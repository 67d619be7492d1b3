import type { LineItem, Metadata } from '#stripe_emulator/objects'

/** What a Checkout Session knows beyond what Stripe shows of it. `id` is the session's. */
export interface SessionDetails {
  id: string
  lineItems: LineItem[]
  paymentIntent: { description?: string; metadata?: Metadata; statement_descriptor?: string }
  subscription: { description?: string; metadata?: Metadata; trialDays: number }
  invoice: { enabled: boolean; description?: string; metadata?: Metadata }
}

/** What a subscription needs for its next invoices. `id` is the subscription's. */
export interface SubscriptionDetails {
  id: string
  sessionId: string
  anchor: number
  /** How many periods were begun so far, the first included. */
  periods: number
  discount: { coupon: string; promotionCode: string | null } | null
}

/** The secret of a webhook endpoint, which Stripe shows once only. `id` is the endpoint's. */
export interface EndpointSecret {
  id: string
  secret: string
}

/** The first answer to a call with an idempotency key. `id` is the key. */
export interface IdempotentAnswer {
  id: string
  fingerprint: string
  status: number
  body: object
  requestId: string
  createdAt: number
}

export interface DeliveryAttempt {
  /** Milliseconds since 1970. */
  at: number
  durationMs: number
  /** The endpoint's answer; null if there was none. */
  status: number | null
  error: string | null
}

/** One event on its way to one endpoint. */
export interface Delivery {
  id: string
  eventId: string
  endpointId: string
  state: 'pending' | 'held' | 'delivered' | 'dropped' | 'failed'
  attempts: DeliveryAttempt[]
  /** Milliseconds since 1970; null while nothing is planned. */
  nextAttemptAt: number | null
}

/** How far time was moved. `id` is always the same. */
export interface Clock {
  id: 'clock'
  /** Seconds beyond the clock of the machine. */
  ahead: number
}

/** Where the object of an id lives, by the prefix of the id. */
export const COLLECTION_OF_PREFIX = {
  prod: 'products',
  price: 'prices',
  cus: 'customers',
  promo: 'promotionCodes',
  di: 'discounts',
  cs: 'checkoutSessions',
  pi: 'paymentIntents',
  pm: 'paymentMethods',
  ch: 'charges',
  py: 'charges',
  txn: 'balanceTransactions',
  re: 'refunds',
  dp: 'disputes',
  bps: 'portalSessions',
  sub: 'subscriptions',
  in: 'invoices',
  inpay: 'invoicePayments',
  evt: 'events',
  we: 'webhookEndpoints',
} as const
