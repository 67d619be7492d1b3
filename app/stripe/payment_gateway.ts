import type Stripe from 'stripe'
import type { Deadline } from '#shared/deadline'

/**
 * Everything Stripe knows about one Checkout Session, read at one moment. The purchase is worked out
 * from this and nothing else.
 */
export interface CheckoutFacts {
  /** With its payment intent as a whole object. */
  session: Stripe.Checkout.Session
  lineItems: Stripe.LineItem[]
  subscription: Stripe.Subscription | null
  payments: PaymentFacts[]

  /** Unix seconds of the oldest invoice of the subscription that nobody has paid. */
  unpaidSince: number | null
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
  refunds: Stripe.Refund[]
  disputes: Stripe.Dispute[]
}

/**
 * Why Stripe did not answer as hoped.
 *
 * - `not_configured` no key is set, `refused_key` Stripe refuses it
 * - `unreachable` no answer within the time there is, or a broken one: whether it took effect is open
 * - `rate_limited` too many requests, also after waiting
 * - `not_found` there is no such object
 * - `refused` the request itself was refused; trying again changes nothing
 */
export type GatewayFailure =
  'not_configured' | 'refused_key' | 'unreachable' | 'rate_limited' | 'not_found' | 'refused'

/**
 * Stripe did not do what it was asked.
 */
export class PaymentGatewayError extends Error {
  constructor(
    readonly reason: GatewayFailure,
    message: string,
    options?: ErrorOptions & {
      /** Whether the request reached Stripe and its answer, an error, is final. */
      isFinal?: boolean
      /** The parameter that Stripe complains about. */
      param?: string
    }
  ) {
    super(message, options)
    this.name = 'PaymentGatewayError'
    this.isFinal = options?.isFinal ?? false
    this.param = options?.param
  }

  readonly isFinal: boolean
  readonly param: string | undefined
}

/**
 * How long a call may take: while a person waits (one deadline of its own, or one that several calls
 * share), or in the background.
 */
export type Patience = 'interactive' | 'background' | Deadline

/** A webhook endpoint that is not there yet. */
export interface WebhookEndpointToBe {
  url: string
  events: string[]
  apiVersion: string
}

/** What there is to know about the account that a key belongs to. */
export interface AccountFacts {
  id: string
  /** Stripe's clock at the answer; null where it did not say. */
  date: Date | null
}

/**
 * The way to Stripe. Everything that this store asks of it, and no more.
 *
 * Each method throws `PaymentGatewayError`.
 */
export abstract class PaymentGateway {
  /** Whether the key in use is one of Stripe's live mode. */
  abstract readonly livemode: boolean

  /**
   * Makes a Checkout Session; the same key gives the same session again.
   * @param parameters exactly as stored on the attempt
   * @param idempotencyKey at most 255 characters, kept by Stripe for 24 hours or more
   */
  abstract createCheckoutSession(
    parameters: Stripe.Checkout.SessionCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Checkout.Session>

  /** The session alone, to see whether it is still open. */
  abstract retrieveCheckoutSession(
    sessionId: string,
    patience: Patience
  ): Promise<Stripe.Checkout.Session>

  /** Everything that decides about a purchase, read afresh. */
  abstract retrieveCheckout(sessionId: string, patience: Patience): Promise<CheckoutFacts>

  /** Closes an open session, so that nobody pays it any more. */
  abstract expireCheckoutSession(sessionId: string, patience: Patience): Promise<void>

  /** Which sessions a payment intent or a subscription came from. */
  abstract listCheckoutSessionIds(of: {
    paymentIntentId?: string
    subscriptionId?: string
  }): Promise<string[]>

  /** The subscription that an invoice, or the invoice of a payment intent, belongs to. */
  abstract findSubscriptionId(of: {
    invoiceId?: string
    paymentIntentId?: string
  }): Promise<string | null>

  abstract createCustomer(
    customer: { email: string; name: string | null; userId: number },
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Customer>

  /**
   * Gives money back; the same key gives the same refund again.
   * @param parameters exactly as stored on the request
   */
  abstract createRefund(
    parameters: Stripe.RefundCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Refund>

  /**
   * Opens the portal in which customers look after their subscriptions.
   * @param returnUrl where they come back to
   * @returns its address, for this customer and a short while
   */
  abstract createPortalSession(
    customerId: string,
    returnUrl: string,
    patience: Patience
  ): Promise<string>

  /**
   * Checkout Sessions with their payment intents, made since a moment, in pages of 100, newest first, as are the lists below.
   * They wait and go on when rate-limited.
   * @param since Unix seconds
   */
  abstract listCheckoutSessions(since: number): AsyncIterable<Stripe.Checkout.Session[]>

  abstract listRefunds(since: number): AsyncIterable<Stripe.Refund[]>

  abstract listDisputes(since: number): AsyncIterable<Stripe.Dispute[]>

  /** Every subscription, whatever became of it, with its latest invoice whole. */
  abstract listSubscriptions(): AsyncIterable<Stripe.Subscription[]>

  /**
   * Events that no webhook endpoint has taken.
   * Source: https://docs.stripe.com/webhooks/process-undelivered-events
   */
  abstract listUndeliveredEvents(since: number): AsyncIterable<Stripe.Event[]>

  /** Every product, active or not, in pages of 100. Waits and goes on when rate-limited. */
  abstract listProducts(): AsyncIterable<Stripe.Product[]>

  /** Every price, active or not, in pages of 100. Waits and goes on when rate-limited. */
  abstract listPrices(): AsyncIterable<Stripe.Price[]>

  /** Every price of one product, active or not. */
  abstract listPricesOf(productId: string, patience: Patience): Promise<Stripe.Price[]>

  /** The product, read afresh; null where Stripe has it no more. */
  abstract retrieveProduct(productId: string, patience: Patience): Promise<Stripe.Product | null>

  /** The price, read afresh; null where Stripe has it no more. */
  abstract retrievePrice(priceId: string, patience: Patience): Promise<Stripe.Price | null>

  /** Makes a product; the same key gives the same product again. */
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

  /** Makes a price; the same key gives the same price again. */
  abstract createPrice(
    parameters: Stripe.PriceCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Price>

  /** Changes what can be changed: what a price costs, and how often, cannot. */
  abstract updatePrice(
    priceId: string,
    parameters: Stripe.PriceUpdateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Price>

  /** Every webhook endpoint of the account. */
  abstract listWebhookEndpoints(): AsyncIterable<Stripe.WebhookEndpoint[]>

  /** @returns the endpoint with its secret, which Stripe tells this once */
  abstract createWebhookEndpoint(endpoint: WebhookEndpointToBe): Promise<Stripe.WebhookEndpoint>

  /** Changes its events, and enables it. The API version of an endpoint cannot be changed. */
  abstract updateWebhookEndpoint(id: string, events: string[]): Promise<Stripe.WebhookEndpoint>

  /** Whose key it is, and what time Stripe has. */
  abstract retrieveAccount(patience: Patience): Promise<AccountFacts>

  /**
   * A body signed as Stripe would sign it, to try the way of a webhook.
   * @returns the header; null where no secret is set
   */
  abstract signatureFor(rawBody: string): string | null

  /**
   * Checks the signature of a webhook over its raw body against every configured secret.
   * @param rawBody the bytes as they came
   * @returns the event, or null where no secret signed it or it is older than 300 seconds
   * Source: https://docs.stripe.com/webhooks#verify-official-libraries
   */
  abstract verifyEvent(rawBody: string, signature: string): Stripe.Event | null
}
