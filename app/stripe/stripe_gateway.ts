import Stripe from 'stripe'
import { AccountGuard } from '#stripe/account_guard'
import { CheckoutFactsReader } from '#stripe/checkout_facts_reader'
import {
  PaymentGateway,
  PaymentGatewayError,
  type AccountFacts,
  type AccountOfDatabase,
  type CheckoutFacts,
  type Patience,
  type VerifiedBody,
  type WebhookEndpointToBe,
  type RenewalFacts,
} from '#stripe/payment_gateway'
import { StripeCalls } from '#stripe/stripe_calls'
import { findMissingRights } from '#stripe/stripe_rights'
import { signatureFor, verifyEvent } from '#stripe/stripe_signatures'
import { idOf, listAll, pagesOf, withReadableTexts } from '#stripe/stripe_objects'

/** Stripe leaves the amounts in other currencies out of a price unless they are asked for. */
const WITH_CURRENCIES = { expand: ['currency_options'] }

/** Types that one list of events takes. Source: https://docs.stripe.com/api/events/list */
const MOST_EVENT_TYPES = 20

export interface StripeGatewaySettings {
  secretKey: string
  webhookSecrets: readonly string[]
  apiBase: string | undefined
  apiVersion: Stripe.LatestApiVersion
  /** Milliseconds that all calls together may take while a person waits. */
  interactiveDeadline: number
  /** Milliseconds for one call. */
  callTimeout: number
  database: AccountOfDatabase
}

/**
 * The gateway over the `stripe` package: to Stripe, or to the local Stripe.
 */
export class StripeGateway extends PaymentGateway {
  readonly #settings: StripeGatewaySettings
  readonly #calls: StripeCalls
  readonly #guard: AccountGuard
  #client: Stripe | undefined

  constructor(settings: StripeGatewaySettings) {
    super()
    this.#settings = settings
    this.#guard = new AccountGuard(settings.database, {
      retrieve: (patience) => this.retrieveAccount(patience),
      hasProduct: (id, patience) => this.#hasProduct(id, patience),
    })
    this.#calls = new StripeCalls(settings, (patience) => this.#guard.check(patience))
  }

  get livemode(): boolean {
    return /^[rs]k_live_/.test(this.#settings.secretKey)
  }

  get isRestricted(): boolean {
    return this.#settings.secretKey.startsWith('rk_')
  }

  createCheckoutSession(
    parameters: Stripe.Checkout.SessionCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Checkout.Session> {
    return this.#request('checkout.session', patience, (stripe, options) =>
      stripe.checkout.sessions.create(parameters, { ...options, idempotencyKey })
    )
  }

  retrieveCheckoutSession(sessionId: string, patience: Patience): Promise<Stripe.Checkout.Session> {
    return this.#request('checkout.session', patience, (stripe, options) =>
      stripe.checkout.sessions.retrieve(sessionId, {}, options)
    )
  }

  async retrieveCheckout(
    sessionId: string,
    patience: Patience,
    disputed: ReadonlySet<string>
  ): Promise<CheckoutFacts> {
    const reader = new CheckoutFactsReader(this.#stripe, this.#calls)
    const facts = await reader.read(sessionId, patience, disputed)
    expectObject(facts.session, 'checkout.session')
    return facts
  }

  previewRenewal(subscriptionId: string): Promise<RenewalFacts | null> {
    const reader = new CheckoutFactsReader(this.#stripe, this.#calls)
    return reader.previewRenewal(subscriptionId, 'background')
  }

  async expireCheckoutSession(sessionId: string, patience: Patience): Promise<void> {
    await this.#request('checkout.session', patience, (stripe, options) =>
      stripe.checkout.sessions.expire(sessionId, {}, options)
    )
  }

  async listCheckoutSessionIds(of: {
    paymentIntentId?: string
    subscriptionId?: string
  }): Promise<string[]> {
    const sessions = await this.#request('list', 'background', (stripe, options) =>
      stripe.checkout.sessions.list(
        { payment_intent: of.paymentIntentId, subscription: of.subscriptionId, limit: 100 },
        options
      )
    )
    return sessions.data.map(({ id }) => id)
  }

  async findSubscriptionId(of: {
    invoiceId?: string
    paymentIntentId?: string
  }): Promise<string | null> {
    const invoiceId = of.invoiceId ?? (await this.#findInvoiceId(of.paymentIntentId))
    if (!invoiceId) {
      return null
    }
    const invoice = await this.#request('invoice', 'background', (stripe, options) =>
      stripe.invoices.retrieve(invoiceId, {}, options)
    )
    return idOf(invoice.parent?.subscription_details?.subscription)
  }

  listCheckoutSessionsOf(
    customerId: string,
    since: number,
    patience: Patience
  ): Promise<Stripe.Checkout.Session[]> {
    const filters = { customer: customerId, created: { gte: since } }
    return this.#listAll(patience, (stripe, page, options) =>
      stripe.checkout.sessions.list({ ...filters, ...page }, options)
    )
  }

  createCustomer(
    parameters: Stripe.CustomerCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Customer> {
    return this.#request('customer', patience, (stripe, options) =>
      stripe.customers.create(parameters, { ...options, idempotencyKey })
    )
  }

  updateCustomer(
    customerId: string,
    parameters: Stripe.CustomerUpdateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Customer | null> {
    return this.#unlessMissing(
      this.#request('customer', patience, (stripe, options) =>
        stripe.customers.update(customerId, parameters, { ...options, idempotencyKey })
      )
    )
  }

  listCustomersOf(email: string, patience: Patience): Promise<Stripe.Customer[]> {
    return this.#listAll(patience, (stripe, page, options) =>
      stripe.customers.list({ email, ...page }, options)
    )
  }

  listRefundsOf(paymentIntentId: string, patience: Patience): Promise<Stripe.Refund[]> {
    return this.#listAll(patience, (stripe, page, options) =>
      stripe.refunds.list({ payment_intent: paymentIntentId, ...page }, options)
    )
  }

  createRefund(
    parameters: Stripe.RefundCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Refund> {
    return this.#request('refund', patience, (stripe, options) =>
      stripe.refunds.create(parameters, { ...options, idempotencyKey })
    )
  }

  retrieveSubscription(subscriptionId: string, patience: Patience): Promise<Stripe.Subscription> {
    return this.#request('subscription', patience, (stripe, options) =>
      stripe.subscriptions.retrieve(subscriptionId, {}, options)
    )
  }

  updateSubscription(
    subscriptionId: string,
    parameters: Stripe.SubscriptionUpdateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Subscription> {
    return this.#request('subscription', patience, (stripe, options) =>
      stripe.subscriptions.update(subscriptionId, parameters, { ...options, idempotencyKey })
    )
  }

  cancelSubscription(
    subscriptionId: string,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Subscription> {
    return this.#request('subscription', patience, (stripe, options) =>
      stripe.subscriptions.cancel(
        subscriptionId,
        { invoice_now: false, prorate: false },
        { ...options, idempotencyKey }
      )
    )
  }

  async createPortalSession(
    customerId: string,
    returnUrl: string,
    patience: Patience
  ): Promise<string> {
    const { url } = await this.#request('billing_portal.session', patience, (stripe, options) =>
      stripe.billingPortal.sessions.create({ customer: customerId, return_url: returnUrl }, options)
    )
    return url
  }

  listCheckoutSessions(since: number): AsyncIterable<Stripe.Checkout.Session[]> {
    return pagesOf((page) =>
      this.#request('list', 'background', (stripe, options) =>
        stripe.checkout.sessions.list(
          { created: { gte: since }, expand: ['data.payment_intent'], ...page },
          options
        )
      )
    )
  }

  listRefunds(since: number): AsyncIterable<Stripe.Refund[]> {
    return pagesOf((page) =>
      this.#request('list', 'background', (stripe, options) =>
        stripe.refunds.list({ created: { gte: since }, ...page }, options)
      )
    )
  }

  listDisputes(since: number): AsyncIterable<Stripe.Dispute[]> {
    return pagesOf((page) =>
      this.#request('list', 'background', (stripe, options) =>
        stripe.disputes.list({ created: { gte: since }, ...page }, options)
      )
    )
  }

  /** Without a status, Stripe lists those that are not cancelled. */
  listRunningSubscriptions(): AsyncIterable<Stripe.Subscription[]> {
    return pagesOf((page) =>
      this.#request('list', 'background', (stripe, options) =>
        stripe.subscriptions.list({ expand: ['data.latest_invoice'], ...page }, options)
      )
    )
  }

  listPaidInvoices(since: number): AsyncIterable<Stripe.Invoice[]> {
    return pagesOf((page) =>
      this.#request('list', 'background', (stripe, options) =>
        stripe.invoices.list({ status: 'paid', created: { gte: since }, ...page }, options)
      )
    )
  }

  async *listEvents(
    since: number,
    types: readonly string[],
    which: 'all' | 'undelivered'
  ): AsyncGenerator<Stripe.Event[]> {
    for (let start = 0; start < types.length; start += MOST_EVENT_TYPES) {
      const filters = {
        created: { gte: since },
        ...(which === 'undelivered' ? { delivery_success: false } : {}),
        types: types.slice(start, start + MOST_EVENT_TYPES),
      }
      yield* pagesOf((page) =>
        this.#request('list', 'background', (stripe, options) =>
          stripe.events.list({ ...filters, ...page }, options)
        )
      )
    }
  }

  async *listProducts(): AsyncGenerator<Stripe.Product[]> {
    for (const active of [true, false]) {
      yield* pagesOf((page) =>
        this.#request('list', 'background', (stripe, options) =>
          readableList(stripe.products.list({ active, ...page }, options))
        )
      )
    }
  }

  async *listPrices(): AsyncGenerator<Stripe.Price[]> {
    for (const active of [true, false]) {
      yield* pagesOf((page) =>
        this.#request('list', 'background', (stripe, options) =>
          readableList(
            stripe.prices.list({ active, expand: ['data.currency_options'], ...page }, options)
          )
        )
      )
    }
  }

  async listPricesOf(productId: string, patience: Patience): Promise<Stripe.Price[]> {
    const deadline = patience === 'background' ? patience : this.#calls.deadline(patience)
    const list = (active: boolean) =>
      this.#listAll(deadline, (stripe, page, options) =>
        readableList(
          stripe.prices.list(
            { product: productId, active, expand: ['data.currency_options'], ...page },
            options
          )
        )
      )
    return [...(await list(true)), ...(await list(false))]
  }

  async retrieveProduct(productId: string, patience: Patience): Promise<Stripe.Product | null> {
    const product = await this.#unlessMissing(
      this.#request('product', patience, (stripe, options) =>
        stripe.products.retrieve(productId, {}, options)
      )
    )
    return product && !('deleted' in product) ? withReadableTexts(product) : null
  }

  async retrievePrice(priceId: string, patience: Patience): Promise<Stripe.Price | null> {
    const price = await this.#unlessMissing(
      this.#request('price', patience, (stripe, options) =>
        stripe.prices.retrieve(priceId, WITH_CURRENCIES, options)
      )
    )
    return price && !('deleted' in price) ? withReadableTexts(price) : null
  }

  createProduct(
    parameters: Stripe.ProductCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Product> {
    return this.#request('product', patience, (stripe, options) =>
      readable(stripe.products.create(parameters, { ...options, idempotencyKey }))
    )
  }

  updateProduct(
    productId: string,
    parameters: Stripe.ProductUpdateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Product> {
    return this.#request('product', patience, (stripe, options) =>
      readable(stripe.products.update(productId, parameters, { ...options, idempotencyKey }))
    )
  }

  createPrice(
    parameters: Stripe.PriceCreateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Price> {
    return this.#request('price', patience, (stripe, options) =>
      readable(
        stripe.prices.create({ ...parameters, ...WITH_CURRENCIES }, { ...options, idempotencyKey })
      )
    )
  }

  updatePrice(
    priceId: string,
    parameters: Stripe.PriceUpdateParams,
    idempotencyKey: string,
    patience: Patience
  ): Promise<Stripe.Price> {
    return this.#request('price', patience, (stripe, options) =>
      readable(
        stripe.prices.update(
          priceId,
          { ...parameters, ...WITH_CURRENCIES },
          { ...options, idempotencyKey }
        )
      )
    )
  }

  listWebhookEndpoints(): AsyncIterable<Stripe.WebhookEndpoint[]> {
    return pagesOf((page) =>
      this.#request('list', 'background', (stripe, options) =>
        stripe.webhookEndpoints.list(page, options)
      )
    )
  }

  createWebhookEndpoint(
    { url, events, apiVersion }: WebhookEndpointToBe,
    idempotencyKey: string
  ): Promise<Stripe.WebhookEndpoint> {
    return this.#request('webhook_endpoint', 'background', (stripe, options) =>
      stripe.webhookEndpoints.create(
        {
          url,
          enabled_events: events as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
          api_version: apiVersion as Stripe.WebhookEndpointCreateParams.ApiVersion,
        },
        { ...options, idempotencyKey }
      )
    )
  }

  updateWebhookEndpoint(id: string, events: string[]): Promise<Stripe.WebhookEndpoint> {
    return this.#request('webhook_endpoint', 'background', (stripe, options) =>
      stripe.webhookEndpoints.update(
        id,
        {
          enabled_events: events as Stripe.WebhookEndpointUpdateParams.EnabledEvent[],
          disabled: false,
        },
        options
      )
    )
  }

  async hasPortalSettings(patience: Patience): Promise<boolean> {
    const configurations = await this.#request('list', patience, (stripe, options) =>
      stripe.billingPortal.configurations.list({ active: true, is_default: true }, options)
    )
    return configurations.data.length > 0
  }

  findMissingRights(): Promise<string[]> {
    return findMissingRights(this.#stripe, this.#calls)
  }

  async retrieveAccount(patience: Patience): Promise<AccountFacts> {
    const stripe = this.#stripe
    const account = await this.#calls.runUnchecked(patience, (options) =>
      stripe.accounts.retrieveCurrent({}, options)
    )
    expectObject(account, 'account')
    this.#guard.remember(account.id)
    const { headers } = (account as Stripe.Response<Stripe.Account>).lastResponse
    const date = new Date(headers.date ?? '')
    return {
      id: account.id,
      date: Number.isNaN(date.getTime()) ? null : date,
      chargesEnabled: account.charges_enabled !== false,
    }
  }

  signatureFor(rawBody: string): string | null {
    return signatureFor(rawBody, this.#settings.webhookSecrets)
  }

  verifyEvent(rawBody: string, signature: string): VerifiedBody {
    return verifyEvent(rawBody, signature, this.#settings.webhookSecrets)
  }

  async #hasProduct(id: string, patience: Patience): Promise<boolean> {
    const stripe = this.#stripe
    const product = await this.#unlessMissing(
      this.#calls.runUnchecked(patience, (options) => stripe.products.retrieve(id, {}, options))
    )
    return product !== null
  }

  async #findInvoiceId(paymentIntentId: string | undefined): Promise<string | null> {
    const payments = await this.#request('list', 'background', (stripe, options) =>
      stripe.invoicePayments.list(
        { payment: { type: 'payment_intent', payment_intent: paymentIntentId }, limit: 1 },
        options
      )
    )
    return idOf(payments.data.at(0)?.invoice)
  }

  async #unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.reason === 'not_found') {
        return null
      }
      throw error
    }
  }

  /** All pages of a list, within one deadline. */
  #listAll<T extends { id: string }>(
    patience: Patience,
    send: (
      stripe: Stripe,
      page: { limit: number; starting_after?: string },
      options: Stripe.RequestOptions
    ) => Promise<Stripe.ApiList<T>>
  ): Promise<T[]> {
    const deadline = patience === 'background' ? patience : this.#calls.deadline(patience)
    return listAll((page) =>
      this.#request('list', deadline, (stripe, options) => send(stripe, page, options))
    )
  }

  async #request<T extends { object: string }>(
    object: T['object'],
    patience: Patience,
    send: (stripe: Stripe, options: Stripe.RequestOptions) => Promise<T>
  ): Promise<T> {
    const stripe = this.#stripe
    const answer = await this.#calls.run(patience, (options) => send(stripe, options))
    expectObject(answer, object)
    return answer
  }

  /** Created on first use, because parts of the store run without a key. */
  get #stripe(): Stripe {
    const { secretKey, apiBase, apiVersion } = this.#settings
    if (secretKey === '') {
      throw new PaymentGatewayError(
        'not_configured',
        'No key for Stripe is set: put it in STRIPE_SECRET_KEY.'
      )
    }
    this.#client ??= new Stripe(secretKey, { apiVersion, telemetry: false, ...addressOf(apiBase) })
    return this.#client
  }
}

function addressOf(apiBase: string | undefined): Stripe.StripeConfig {
  if (!apiBase) {
    return {}
  }
  const { protocol, hostname, port } = new URL(apiBase)
  const scheme = protocol === 'http:' ? 'http' : 'https'
  return { protocol: scheme, host: hostname, port: port || (scheme === 'http' ? 80 : 443) }
}

/**
 * The `stripe` package returns JSON without an `error` key, such as a proxy's error page, as if it
 * were the object.
 */
function expectObject(answer: { object: string }, object: string) {
  if (answer.object !== object) {
    throw new PaymentGatewayError('unreachable', `Stripe answered with no ${object}.`)
  }
}

async function readable<T extends Stripe.Product | Stripe.Price>(answer: Promise<T>): Promise<T> {
  return withReadableTexts(await answer)
}

async function readableList<T extends Stripe.Product | Stripe.Price>(
  answer: Promise<Stripe.ApiList<T>>
): Promise<Stripe.ApiList<T>> {
  const list = await answer
  return { ...list, data: list.data.map(withReadableTexts) }
}
