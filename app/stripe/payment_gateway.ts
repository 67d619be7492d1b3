import type Stripe from 'stripe'
import type { Refusal } from '#stripe/refusal'
import type { Deadline } from '#shared/deadline'

/**
 * Everything Stripe knows about one Checkout Session at one moment. The state of the purchase is
 * derived from this alone.
 */
export interface CheckoutFacts {
  /** With its payment intent expanded. */
  session: Stripe.Checkout.Session
  lineItems: Stripe.LineItem[]
  subscription: Stripe.Subscription | null
  payments: PaymentFacts[]

  /** Unix seconds of the subscription's oldest unpaid invoice; null if all are paid. */
  unpaidSince: number | null

  /** Unix seconds of the end of the last period that was paid; null for a one-time payment. */
  paidUntil: number | null

  /** What Stripe will charge for the next renewal; null where there is none, or it is not certain. */
  renewal: RenewalFacts | null
}

/** What Stripe will charge for the next renewal of a subscription. */
export interface RenewalFacts {
  /** Minor units of the subscription's currency. */
  amount: number
  lines: PaidLine[]
}

/** A line of an invoice, or of a session. Amounts are in minor units of its currency. */
export interface PaidLine {
  productStripeId: string | null
  /** The item of the subscription that it charges or credits. */
  subscriptionItemId: string | null
  subtotalAmount: number
  discountAmount: number
  taxAmount: number
  /** After discounts and with tax; negative for a credit. */
  totalAmount: number
}

/**
 * One payment of a Checkout Session: the payment itself, or an invoice of its subscription.
 */
export interface PaymentFacts {
  /** The invoice of a recurring payment, else the payment intent. */
  stripeId: string
  paymentIntentId: string | null
  /** Minor units of `currency`. */
  amount: number
  currency: string
  /** Unix seconds. */
  paidAt: number | null
  periodStart: number | null
  periodEnd: number | null
  receiptUrl: string | null
  /** What it was for; null where it paid for the session itself, whose line items say so. */
  lines: PaidLine[] | null
  refunds: Stripe.Refund[]
  disputes: Stripe.Dispute[]
}

/**
 * Why a request to Stripe failed.
 *
 * - `not_configured` no key is set
 * - `refused_key` Stripe refuses the key: it is wrong, expired or revoked
 * - `missing_right` the key is restricted and has no right to this; `right` names it
 * - `other_account` the key belongs to another Stripe account than this database; nothing was sent
 * - `unreachable` no answer in time, or a broken one: it is not known whether the request took
 *   effect
 * - `rate_limited` too many requests, even after waiting
 * - `not_found` there is no such object
 * - `refused` Stripe refused the request; trying again does not help. `refusal` says what it is about
 */
export type GatewayFailure =
  | 'not_configured'
  | 'refused_key'
  | 'other_account'
  | 'missing_right'
  | 'unreachable'
  | 'rate_limited'
  | 'not_found'
  | 'refused'

/**
 * A request to Stripe failed. `reason` says why.
 */
export class PaymentGatewayError extends Error {
  constructor(
    readonly reason: GatewayFailure,
    message: string,
    options?: ErrorOptions & {
      /** Whether Stripe received the request and its answer, an error, is final. */
      isFinal?: boolean
      /** The parameter that Stripe refused. */
      param?: string
      /** For `refused`; default: `other`. */
      refusal?: Refusal
      /** For `missing_right`, as Stripe names it. */
      right?: string | null
    }
  ) {
    super(message, options)
    this.name = 'PaymentGatewayError'
    this.isFinal = options?.isFinal ?? false
    this.param = options?.param
    this.refusal = reason === 'refused' ? (options?.refusal ?? 'other') : null
    this.right = options?.right ?? null
  }

  readonly isFinal: boolean
  readonly param: string | undefined
  readonly refusal: Refusal | null
  readonly right: string | null

  /** Whether the same request may succeed a little later, without anybody changing anything. */
  get isTemporary(): boolean {
    return this.reason === 'unreachable' || this.reason === 'rate_limited'
  }
}

/**
 * How long a call may take: `interactive` while a person waits, with a deadline of its own; a
 * `Deadline` that several such calls share; or `background`, with longer limits.
 */
export type Patience = 'interactive' | 'background' | Deadline

/** The parameters of a new webhook endpoint. */
export interface WebhookEndpointToBe {
  url: string
  events: string[]
  apiVersion: string
}

/** The Stripe account that the database belongs to. */
export interface AccountOfDatabase {
  /** Its id; null before the first sync. */
  find: () => Promise<string | null>
  /** Stripe's ids of a few products of that account. */
  listProducts: () => Promise<string[]>
  /** Records the account of a refused key, or `HIDDEN_ACCOUNT`; null where the key is right. */
  report: (otherId: string | null) => Promise<void>
  /** Says what is wrong with a key of another account, and what to do. */
  describe: (otherId: string, databaseId: string) => string
}

/**
 * What the body of a webhook is.
 *
 * - `event` Stripe's, and of the kind that this store reads
 * - `thin_event` Stripe's, but of the v2 API, whose events do not contain their object
 * - `too_old` signed with the right secret, longer ago than is allowed: this machine's clock is ahead,
 *   or somebody repeats an old request
 * - `unsigned` anything else
 */
export type VerifiedBody =
  | { type: 'event'; event: Stripe.Event }
  | { type: 'thin_event'; eventType: string }
  | { type: 'too_old'; seconds: number }
  | { type: 'unsigned' }

/** The Stripe account that the key belongs to. */
export interface AccountFacts {
  id: string
  /** Stripe's time when it answered; null if the answer had no valid date. */
  date: Date | null
  /** Whether Stripe lets it take payments. */
  chargesEnabled: boolean
}

/**
 * All calls that this store makes to Stripe.
 *
 * Every method that calls Stripe throws `PaymentGatewayError`.
 */
export abstract class PaymentGateway {
  /** Whether the key belongs to Stripe's live mode. */
  abstract readonly livemode: boolean

  /** Whether the key is restricted to some rights. */
  abstract readonly isRestricted: boolean

  /**
   * Creates a Checkout Session. A repeated call with the same key returns the same session.
   * @param parameters exactly as stored on the attempt
   * @param idempotencyKey at most 255 characters; Stripe keeps it for at least 24 hours
   */
  abstract createCheckoutSession(
    parameters: Stripe.Checkout.SessionCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Checkout.Session>

  /** Retrieves the session alone, to see whether it is still open. */
  abstract retrieveCheckoutSession(
    sessionId: string,
    patience: Patience
  ): Promise<Stripe.Checkout.Session>

  /**
   * Retrieves everything that the state of a purchase depends on. Never cached. It fails with
   * `not_found` only where there is no such session.
   * @param disputed payment intents of which a dispute is known
   */
  abstract retrieveCheckout(
    sessionId: string,
    patience: Patience,
    disputed: ReadonlySet<string>
  ): Promise<CheckoutFacts>

  /** Expires an open session, so that it can no longer be paid. */
  abstract expireCheckoutSession(sessionId: string, patience: Patience): Promise<void>

  /** Lists the ids of the sessions that created a payment intent or a subscription. */
  abstract listCheckoutSessionIds(of: {
    paymentIntentId?: string
    subscriptionId?: string
  }): Promise<string[]>

  /** Finds the subscription of an invoice, or of the invoice of a payment intent. */
  abstract findSubscriptionId(of: {
    invoiceId?: string
    paymentIntentId?: string
  }): Promise<string | null>

  /**
   * Lists the sessions of a customer, newest first.
   * @param since Unix seconds: only those created since then
   */
  abstract listCheckoutSessionsOf(
    customerId: string,
    since: number,
    patience: Patience
  ): Promise<Stripe.Checkout.Session[]>

  /**
   * Creates a customer. A repeated call with the same key returns the same customer.
   * @param parameters exactly as stored
   */
  abstract createCustomer(
    parameters: Stripe.CustomerCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Customer>

  /** @returns null if the customer does not exist or was deleted */
  abstract updateCustomer(
    customerId: string,
    parameters: Stripe.CustomerUpdateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Customer | null>

  /** Lists the customers with an e-mail address. Deleted ones are left out. */
  abstract listCustomersOf(email: string, patience: Patience): Promise<Stripe.Customer[]>

  /** Lists the refunds of a payment, also failed ones. */
  abstract listRefundsOf(paymentIntentId: string, patience: Patience): Promise<Stripe.Refund[]>

  /**
   * Creates a refund. A repeated call with the same key returns the same refund.
   * @param parameters exactly as stored on the refund request
   */
  abstract createRefund(
    parameters: Stripe.RefundCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Refund>

  /** Retrieves a subscription. Never cached. */
  abstract retrieveSubscription(
    subscriptionId: string,
    patience: Patience
  ): Promise<Stripe.Subscription>

  /**
   * Changes a subscription. A repeated call with the same key changes it once.
   * @param parameters exactly as stored on the request
   */
  abstract updateSubscription(
    subscriptionId: string,
    parameters: Stripe.SubscriptionUpdateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Subscription>

  /** Ends a subscription at once, without a last invoice. One that has ended is `not_found`. */
  abstract cancelSubscription(
    subscriptionId: string,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Subscription>

  /**
   * Creates a session of the portal in which customers manage their subscriptions.
   * @param returnUrl where the portal's link back leads
   * @returns the address of the portal, for this customer only and valid for a short time
   */
  abstract createPortalSession(
    customerId: string,
    returnUrl: string,
    patience: Patience
  ): Promise<string>

  /**
   * Lists Checkout Sessions with their payment intents, newest first, in pages of 100. Waits and
   * continues when rate-limited. The same is true of all lists below.
   * @param since Unix seconds: only those created since then
   */
  abstract listCheckoutSessions(since: number): AsyncIterable<Stripe.Checkout.Session[]>

  abstract listRefunds(since: number): AsyncIterable<Stripe.Refund[]>

  abstract listDisputes(since: number): AsyncIterable<Stripe.Dispute[]>

  /** Lists every subscription that has not ended, with its latest invoice expanded. */
  abstract listRunningSubscriptions(): AsyncIterable<Stripe.Subscription[]>

  /** What Stripe will charge next for a subscription; null where it does not say. */
  abstract previewRenewal(subscriptionId: string): Promise<RenewalFacts | null>

  /** @param since Unix seconds: only those created since then */
  abstract listPaidInvoices(since: number): AsyncIterable<Stripe.Invoice[]>

  /**
   * Lists events of some types, newest first for every 20 of them; with `undelivered`, only those that
   * were not delivered to every webhook endpoint.
   * Source: https://docs.stripe.com/webhooks/process-undelivered-events
   * @param since Unix seconds: only those created since then
   */
  abstract listEvents(
    since: number,
    types: readonly string[],
    which: 'all' | 'undelivered'
  ): AsyncIterable<Stripe.Event[]>

  /** Lists every product: the active ones, then the archived ones. */
  abstract listProducts(): AsyncIterable<Stripe.Product[]>

  /**
   * Lists every price: the active ones, then the archived ones. Without inline prices, which payment
   * links and invoices create.
   * Source: https://docs.stripe.com/api/prices/list
   */
  abstract listPrices(): AsyncIterable<Stripe.Price[]>

  /** Lists the prices of one product: the active ones, then the archived ones. */
  abstract listPricesOf(productId: string, patience: Patience): Promise<Stripe.Price[]>

  /** Retrieves a product; null if it does not exist or was deleted. Never cached. */
  abstract retrieveProduct(productId: string, patience: Patience): Promise<Stripe.Product | null>

  /** Retrieves a price; null if it does not exist or was deleted. Never cached. */
  abstract retrievePrice(priceId: string, patience: Patience): Promise<Stripe.Price | null>

  /** Creates a product. A repeated call with the same key returns the same product. */
  abstract createProduct(
    parameters: Stripe.ProductCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Product>

  abstract updateProduct(
    productId: string,
    parameters: Stripe.ProductUpdateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Product>

  /** Creates a price. A repeated call with the same key returns the same price. */
  abstract createPrice(
    parameters: Stripe.PriceCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Price>

  /** Updates a price. Its amount, currency and interval cannot be changed. */
  abstract updatePrice(
    priceId: string,
    parameters: Stripe.PriceUpdateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Price>

  /** Lists every webhook endpoint of the account. */
  abstract listWebhookEndpoints(): AsyncIterable<Stripe.WebhookEndpoint[]>

  /**
   * Creates an endpoint. A repeated call with the same key returns the same endpoint.
   * @returns the endpoint with its secret, which Stripe returns only this once
   */
  abstract createWebhookEndpoint(
    endpoint: WebhookEndpointToBe,
    idempotencyKey: string
  ): Promise<Stripe.WebhookEndpoint>

  /** Sets the events of an endpoint and enables it. Its API version cannot be changed. */
  abstract updateWebhookEndpoint(id: string, events: string[]): Promise<Stripe.WebhookEndpoint>

  /** Whether the settings of the billing portal were saved, so that it can be opened. */
  abstract hasPortalSettings(patience: Patience): Promise<boolean>

  /** The rights that a restricted key lacks, as Stripe's dashboard names them. Changes nothing. */
  abstract findMissingRights(): Promise<string[]>

  /**
   * Retrieves the account of the key, and Stripe's time. The only call that is also made with a key of
   * another account than the database's.
   */
  abstract retrieveAccount(patience: Patience): Promise<AccountFacts>

  /**
   * Signs a body as Stripe would, to test the webhook.
   * @returns the value of the signature header; null if no webhook secret is set
   */
  abstract signatureFor(rawBody: string): string | null

  /**
   * Verifies the signature of a webhook over its raw body, with every configured secret.
   * @param rawBody the body exactly as received
   * Source: https://docs.stripe.com/webhooks#verify-official-libraries
   */
  abstract verifyEvent(rawBody: string, signature: string): VerifiedBody
}
