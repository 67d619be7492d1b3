import type { InvoiceLineInput } from '#stripe_emulator/billing/invoice_line'
import type { LineItem, Metadata, StripeObject } from '#stripe_emulator/objects'
import type { Settings } from '#stripe_emulator/settings'

/** Data of a Checkout Session that Stripe does not show. `id` is the session's. */
export interface SessionDetails {
  id: string
  lineItems: LineItem[]
  /** Whether `currency` was given, so that the buyer's own currency does not replace it. */
  hasFixedCurrency: boolean
  /** The price that was asked for, where the buyer took the upsell of it. */
  upsoldFrom: string | null
  /** The line that the buyer added from a cross-sell. */
  crossSold: string | null
  /** The lines that the buyer added from the optional items, by price. */
  optionalLines: Record<string, string>
  /** Whether tax is added to or included in its lines. */
  hasTax: boolean
  /** The tax of its lines, by their ids. */
  taxes: Record<string, LineTax>
  paymentIntent: { description?: string; metadata?: Metadata; statement_descriptor?: string }
  subscription: {
    description?: string
    metadata?: Metadata
    trialDays: number
    missingPaymentMethod?: 'cancel' | 'create_invoice' | 'pause'
  }
  invoice: { enabled: boolean; description?: string; metadata?: Metadata }
}

/** The tax of one line, in the minor unit of its currency. */
export interface LineTax {
  /** The id of the tax rate. */
  rate: string
  behavior: 'exclusive' | 'inclusive'
  amount: number
  /** What it is calculated on: the amount without the tax. */
  taxable: number
}

/** Data of a subscription for its next invoices. `id` is the subscription's. */
export interface SubscriptionDetails {
  id: string
  sessionId: string
  /** Seconds since 1970; all periods are counted from here. */
  anchor: number
  /** Number of periods started so far, including the first. */
  periods: number
  discount: { coupon: string; promotionCode: string | null } | null
  /** Prorations that the next invoice includes. */
  pendingLines: InvoiceLineInput[]
}

/** The secret of a webhook endpoint, which Stripe shows only once. `id` is the endpoint's. */
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
  /** Seconds since 1970. */
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

/** The delivery of one event to one endpoint. */
export interface Delivery {
  id: string
  eventId: string
  endpointId: string
  state: 'pending' | 'held' | 'delivered' | 'dropped' | 'failed'
  attempts: DeliveryAttempt[]
  /** Milliseconds since 1970; null while nothing is planned. */
  nextAttemptAt: number | null
}

/** A restricted key. `id` is the key itself. */
export interface RestrictedKey {
  id: string
  /** As `rak_checkout_session_write`; writing includes reading. */
  rights: string[]
}

/** The settings, once one was changed. There is only one. */
export interface SavedSettings {
  id: 'settings'
  values: Settings
}

/** A customer that was deleted: Stripe still answers its id, with nothing but that. */
export interface DeletedCustomer extends StripeObject {
  object: 'customer'
  deleted: true
}

/** A charge whose fee is not known yet. `id` is the charge's. */
export interface PendingFee {
  id: string
  /** Seconds since 1970. */
  knownAt: number
}

/** How far the clock is advanced. There is only one. */
export interface Clock {
  id: 'clock'
  /** Seconds beyond the clock of the machine. */
  ahead: number
}

/** The amounts of a price by currency, beside its own. `id` is the price's. */
export interface CurrencyAmounts {
  id: string
  /** In the minor unit of each currency. */
  amounts: Record<string, number>
}

/** What Checkout offers with something: a longer price with a price, a product with a product. */
export interface Offer {
  /** The price or product with which it is offered. */
  id: string
  offered: string
}

/** The products that a coupon applies to. `id` is the coupon's. */
export interface CouponProducts {
  id: string
  products: string[]
}

/** A price that was made inline by a payment link or an invoice, so that no list has it. */
export interface InlinePrice {
  id: string
}

/** The collection of an object, by the prefix of its id. */
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
  ii: 'invoiceItems',
  inpay: 'invoicePayments',
  txr: 'taxRates',
  evt: 'events',
  we: 'webhookEndpoints',
} as const
