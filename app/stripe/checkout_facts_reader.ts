import type Stripe from 'stripe'
import logger from '@adonisjs/core/services/logger'
import {
  PaymentGatewayError,
  type CheckoutFacts,
  type PaidLine,
  type PaymentFacts,
  type Patience,
  type RenewalFacts,
} from '#stripe/payment_gateway'
import { paidLines } from '#stripe/paid_lines'
import { isRenewalPromised } from '#stripe/promised_renewal'
import type { StripeCalls } from '#stripe/stripe_calls'
import { idOf, listAll, safeAmount } from '#stripe/stripe_objects'

const SESSION_PARTS = [
  'line_items.data.price.currency_options',
  'payment_intent.latest_charge.refunds',
  'subscription',
]

/**
 * Reads everything about a Checkout Session from Stripe: one request for a one-time payment, four or
 * more for a subscription with its invoices and its next one.
 */
export class CheckoutFactsReader {
  constructor(
    readonly stripe: Stripe,
    readonly calls: StripeCalls
  ) {}

  /**
   * @param patience limits all requests together, unless it is `background`
   * @param disputed payment intents with a dispute that is known here; Stripe may not show on a charge
   *   that it was disputed once the dispute is closed
   * @throws PaymentGatewayError; `not_found` means that there is no such session, and nothing else
   */
  async read(
    sessionId: string,
    patience: Patience,
    disputed: ReadonlySet<string>
  ): Promise<CheckoutFacts> {
    const deadline = this.calls.deadline(patience)
    const shared = patience === 'background' ? patience : deadline
    const session = await this.calls.run(shared, (options) =>
      this.stripe.checkout.sessions.retrieve(sessionId, { expand: SESSION_PARTS }, options)
    )
    try {
      return await this.#readParts(session, shared, disputed)
    } catch (error) {
      throw asMissingPart(error, sessionId)
    }
  }

  async #readParts(
    session: Stripe.Checkout.Session,
    patience: Patience,
    disputed: ReadonlySet<string>
  ): Promise<CheckoutFacts> {
    const subscription = await this.#withItems(session, patience)
    const lineItems = await this.#lineItems(session, patience)
    if (!subscription) {
      return {
        session,
        lineItems,
        subscription,
        payments: await this.#onlyPayment(session, patience, disputed),
        unpaidSince: null,
        paidUntil: null,
        renewal: null,
      }
    }
    const [invoices, renewal] = await Promise.all([
      this.#readInvoices(subscription, patience, disputed),
      isRenewalPromised(subscription, session)
        ? this.previewRenewal(subscription.id, patience)
        : null,
    ])
    return { session, lineItems, subscription, ...invoices, renewal }
  }

  /** Stripe shows the first ten lines with the session. */
  async #lineItems(session: Stripe.Checkout.Session, patience: Patience) {
    const { data, has_more: hasMore } = session.line_items ?? { data: [], has_more: false }
    return hasMore
      ? listAll((page) =>
          this.calls.run(patience, (options) =>
            this.stripe.checkout.sessions.listLineItems(
              session.id,
              { expand: ['data.price.currency_options'], ...page },
              options
            )
          )
        )
      : data
  }

  /** Stripe shows the first ten items with the subscription. */
  async #withItems(
    session: Stripe.Checkout.Session,
    patience: Patience
  ): Promise<Stripe.Subscription | null> {
    const subscription = session.subscription as Stripe.Subscription | null
    if (!subscription?.items.has_more) {
      return subscription
    }
    const data = await listAll((page) =>
      this.calls.run(patience, (options) =>
        this.stripe.subscriptionItems.list({ subscription: subscription.id, ...page }, options)
      )
    )
    return { ...subscription, items: { ...subscription.items, data, has_more: false } }
  }

  async #readInvoices(
    subscription: Stripe.Subscription,
    patience: Patience,
    disputed: ReadonlySet<string>
  ) {
    const invoices = await this.#listInvoices(subscription.id, patience)
    const customerId = idOf(subscription.customer)
    return {
      payments: await this.#invoicePayments(invoices, customerId, patience, disputed),
      unpaidSince: oldestUnpaid(invoices),
      paidUntil: lastPaidPeriod(invoices),
    }
  }

  /**
   * Only Stripe knows what the next invoice comes to, with prorations, discounts, taxes and what the
   * customer has left or owes. Without an answer no amount is promised; that is no reason to keep a
   * purchase waiting.
   */
  async previewRenewal(subscriptionId: string, patience: Patience): Promise<RenewalFacts | null> {
    try {
      const preview = await this.calls.run(patience, (options) =>
        this.stripe.invoices.createPreview({ subscription: subscriptionId }, options)
      )
      const lines = await this.#invoiceLines(preview, patience)
      return { amount: safeAmount(preview.amount_due), lines: paidLines(lines) }
    } catch (error) {
      if (error instanceof PaymentGatewayError) {
        logger.warn({ err: error, subscription: subscriptionId }, 'No preview of the next invoice')
        return null
      }
      throw error
    }
  }

  async #onlyPayment(
    session: Stripe.Checkout.Session,
    patience: Patience,
    disputed: ReadonlySet<string>
  ) {
    const intent = session.payment_intent as Stripe.PaymentIntent | null
    const charge = intent?.latest_charge as Stripe.Charge | null | undefined
    if (!intent || !charge || intent.status !== 'succeeded') {
      return []
    }
    return [
      {
        stripeId: intent.id,
        paymentIntentId: intent.id,
        amount: safeAmount(intent.amount_received),
        currency: intent.currency,
        paidAt: charge.created,
        periodStart: null,
        periodEnd: null,
        receiptUrl: charge.receipt_url,
        lines: null,
        ...(await this.#reversals(charge, patience, disputed)),
      },
    ]
  }

  async #listInvoices(subscriptionId: string, patience: Patience) {
    return listAll((page) =>
      this.calls.run(patience, (options) =>
        this.stripe.invoices.list(
          { subscription: subscriptionId, expand: ['data.payments'], ...page },
          options
        )
      )
    )
  }

  async #invoicePayments(
    invoices: Stripe.Invoice[],
    customerId: string | null,
    patience: Patience,
    disputed: ReadonlySet<string>
  ): Promise<PaymentFacts[]> {
    const paid = invoices
      .filter((invoice) => invoice.status === 'paid' && invoice.amount_paid > 0)
      .flatMap((invoice) => paymentsOf(invoice).map((part) => ({ invoice, ...part })))
    const intentIds = paid.map(({ paymentIntentId }) => paymentIntentId).filter((id) => id !== null)
    const charges =
      intentIds.length > 0
        ? await this.#chargesByPaymentIntent(customerId, intentIds, patience)
        : new Map<string, Stripe.Charge>()

    const lines = new Map<string, PaidLine[]>()
    for (const { invoice } of paid) {
      lines.set(invoice.id, paidLines(await this.#invoiceLines(invoice, patience)))
    }
    return Promise.all(
      paid.map(async ({ invoice, stripeId, paymentIntentId, amount }) => {
        const charge = paymentIntentId ? charges.get(paymentIntentId) : undefined
        return {
          stripeId,
          paymentIntentId,
          amount,
          currency: invoice.currency,
          paidAt: invoice.status_transitions.paid_at ?? invoice.created,
          ...paidPeriod(invoice),
          receiptUrl: charge?.receipt_url ?? invoice.hosted_invoice_url ?? null,
          lines: lines.get(invoice.id)!,
          ...(charge
            ? await this.#reversals(charge, patience, disputed)
            : { refunds: [], disputes: [] }),
        }
      })
    )
  }

  async #invoiceLines({ id, lines }: Stripe.Invoice, patience: Patience) {
    return lines.has_more
      ? listAll((page) =>
          this.calls.run(patience, (options) =>
            this.stripe.invoices.listLineItems(id, page, options)
          )
        )
      : lines.data
  }

  /**
   * Lists all charges of the customer, 100 per request, instead of one request per renewal. They are
   * read one by one where Stripe does not list them: the customer may have been deleted.
   */
  async #chargesByPaymentIntent(
    customerId: string | null,
    intentIds: string[],
    patience: Patience
  ): Promise<Map<string, Stripe.Charge>> {
    const listed = (await this.#listCharges(customerId, patience)) ?? []
    const charges = new Map(
      listed
        .filter((charge) => charge.status === 'succeeded' && charge.payment_intent !== null)
        .map((charge) => [idOf(charge.payment_intent)!, charge])
    )
    for (const id of intentIds.filter((intentId) => !charges.has(intentId))) {
      const charge = await this.#chargeOf(id, patience)
      if (charge?.status === 'succeeded') {
        charges.set(id, charge)
      }
    }
    return charges
  }

  /** Null where Stripe refuses to list the charges of the customer. */
  async #listCharges(
    customerId: string | null,
    patience: Patience
  ): Promise<Stripe.Charge[] | null> {
    if (customerId === null) {
      return null
    }
    try {
      return await listAll((page) =>
        this.calls.run(patience, (options) =>
          this.stripe.charges.list(
            { customer: customerId, expand: ['data.refunds'], ...page },
            options
          )
        )
      )
    } catch (error) {
      if (error instanceof PaymentGatewayError && ['not_found', 'refused'].includes(error.reason)) {
        return null
      }
      throw error
    }
  }

  async #chargeOf(paymentIntentId: string, patience: Patience): Promise<Stripe.Charge | null> {
    const { latest_charge: charge } = await this.calls.run(patience, (options) =>
      this.stripe.paymentIntents.retrieve(
        paymentIntentId,
        { expand: ['latest_charge.refunds'] },
        options
      )
    )
    return charge as Stripe.Charge | null
  }

  async #reversals(charge: Stripe.Charge, patience: Patience, disputed: ReadonlySet<string>) {
    const refunds = charge.refunds?.has_more
      ? await listAll((page) =>
          this.calls.run(patience, (options) =>
            this.stripe.refunds.list({ charge: charge.id, ...page }, options)
          )
        )
      : (charge.refunds?.data ?? [])
    const disputes =
      charge.disputed || disputed.has(idOf(charge.payment_intent) ?? '')
        ? await listAll((page) =>
            this.calls.run(patience, (options) =>
              this.stripe.disputes.list({ charge: charge.id, ...page }, options)
            )
          )
        : []

    return { refunds, disputes }
  }
}

/**
 * The payments that paid an invoice, usually one. The first has the invoice's id and the amount that no
 * other payment accounts for, such as money that was taken outside of Stripe.
 *
 * Source: https://docs.stripe.com/invoicing/partial-payments
 */
function paymentsOf(invoice: Stripe.Invoice) {
  const [first, ...others] = (invoice.payments?.data ?? [])
    .filter(({ status }) => status === 'paid')
    .toSorted((one, other) => one.created - other.created || (one.id < other.id ? -1 : 1))
  const further = others.map((part) => ({
    stripeId: part.id,
    paymentIntentId: idOf(part.payment.payment_intent),
    amount: safeAmount(part.amount_paid ?? 0),
  }))
  const elsewhere = further.reduce((sum, { amount }) => sum + amount, 0)
  return [
    {
      stripeId: invoice.id,
      paymentIntentId: idOf(first?.payment.payment_intent),
      amount: safeAmount(invoice.amount_paid - elsewhere),
    },
    ...further,
  ]
}

/**
 * Only the session's own 404 says that there is no such session: a part of it that Stripe does not find
 * is asked for again later.
 */
function asMissingPart(error: unknown, sessionId: string): unknown {
  return error instanceof PaymentGatewayError && error.reason === 'not_found'
    ? new PaymentGatewayError(
        'refused',
        `A part of the Checkout Session ${sessionId} could not be read. Stripe says: ${error.message}`,
        { cause: error, isFinal: true }
      )
    : error
}

/**
 * The period that an invoice pays for, from its lines: `period_start` and `period_end` of the
 * invoice itself refer to the previous period. What a change of plan credits is not paid for.
 *
 * Source: https://docs.stripe.com/api/invoices/object#invoice_object-period_end
 */
function paidPeriod(invoice: Stripe.Invoice) {
  const periods = invoice.lines.data
    .filter(({ parent, amount }) => parent?.type === 'subscription_item_details' && amount >= 0)
    .map((line) => line.period)
  return {
    periodStart: periods.length > 0 ? Math.min(...periods.map(({ start }) => start)) : null,
    periodEnd: periods.length > 0 ? Math.max(...periods.map(({ end }) => end)) : null,
  }
}

/**
 * The end of the period that the newest paid invoice is for: a shorter plan credits what an earlier
 * invoice has paid beyond it. A period that costs nothing, such as a trial, has a paid invoice all the
 * same.
 * @param invoices newest first, as Stripe lists them
 */
function lastPaidPeriod(invoices: Stripe.Invoice[]): number | null {
  return (
    invoices
      .filter(({ status }) => status === 'paid')
      .map((invoice) => paidPeriod(invoice).periodEnd)
      .find((end) => end !== null) ?? null
  )
}

function oldestUnpaid(invoices: Stripe.Invoice[]): number | null {
  const unpaid = invoices
    .filter(({ status, amount_remaining: due }) => due > 0 && UNPAID.has(String(status)))
    .map(({ created }) => created)
  return unpaid.length > 0 ? Math.min(...unpaid) : null
}

const UNPAID = new Set(['open', 'uncollectible'])
