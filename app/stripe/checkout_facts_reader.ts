import type Stripe from 'stripe'
import logger from '@adonisjs/core/services/logger'
import {
  PaymentGatewayError,
  type CheckoutFacts,
  type PaymentFacts,
  type Patience,
} from '#stripe/payment_gateway'
import { listRenewalAmount, renewsByItself } from '#stripe/renewal_amount'
import type { StripeCalls } from '#stripe/stripe_calls'
import { idOf, listAll, safeAmount } from '#stripe/stripe_objects'

const SESSION_PARTS = [
  'line_items.data.price.currency_options',
  'payment_intent.latest_charge.refunds',
  'subscription',
]

/**
 * Reads everything about a Checkout Session from Stripe: one request for a one-time payment, three
 * or more for a subscription with its invoices.
 */
export class CheckoutFactsReader {
  constructor(
    readonly stripe: Stripe,
    readonly calls: StripeCalls
  ) {}

  /**
   * @param patience limits all requests together, unless it is `background`
   * @throws PaymentGatewayError
   */
  async read(sessionId: string, patience: Patience): Promise<CheckoutFacts> {
    const deadline = this.calls.deadline(patience)
    const shared = patience === 'background' ? patience : deadline
    const session = await this.calls.run(shared, (options) =>
      this.stripe.checkout.sessions.retrieve(sessionId, { expand: SESSION_PARTS }, options)
    )
    const subscription = session.subscription as Stripe.Subscription | null
    const invoices = subscription ? await this.#listInvoices(subscription.id, shared) : []

    return {
      session,
      lineItems: session.line_items?.data ?? [],
      subscription,
      payments: subscription
        ? await this.#invoicePayments(invoices, idOf(subscription.customer), shared)
        : await this.#onlyPayment(session, shared),
      unpaidSince: oldestUnpaid(invoices),
      paidUntil: lastPaidPeriod(invoices),
      previewedAmount: subscription
        ? await this.#previewedAmount(subscription, session.line_items?.data ?? [], shared)
        : null,
    }
  }

  /**
   * Asks Stripe for the next invoice only where the prices do not say what it costs. Without an answer
   * no amount is promised; that is no reason to keep a purchase waiting.
   */
  async #previewedAmount(
    subscription: Stripe.Subscription,
    bought: Stripe.LineItem[],
    patience: Patience
  ): Promise<number | null> {
    if (!renewsByItself(subscription) || listRenewalAmount(subscription, bought) !== null) {
      return null
    }
    try {
      const preview = await this.calls.run(patience, (options) =>
        this.stripe.invoices.createPreview({ subscription: subscription.id }, options)
      )
      return safeAmount(preview.amount_due)
    } catch (error) {
      if (error instanceof PaymentGatewayError) {
        logger.warn({ err: error, subscription: subscription.id }, 'No preview of the next invoice')
        return null
      }
      throw error
    }
  }

  async #onlyPayment(session: Stripe.Checkout.Session, patience: Patience) {
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
        ...(await this.#reversals(charge, patience)),
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
    patience: Patience
  ): Promise<PaymentFacts[]> {
    const paid = invoices.filter((invoice) => invoice.status === 'paid' && invoice.amount_paid > 0)
    const charges = paid.some(paymentIntentOf)
      ? await this.#chargesByPaymentIntent(customerId, patience)
      : new Map<string, Stripe.Charge>()

    return Promise.all(
      paid.map(async (invoice) => {
        const paymentIntentId = paymentIntentOf(invoice)
        const charge = paymentIntentId ? charges.get(paymentIntentId) : undefined
        return {
          stripeId: invoice.id,
          paymentIntentId,
          amount: safeAmount(invoice.amount_paid),
          currency: invoice.currency,
          paidAt: invoice.status_transitions.paid_at ?? invoice.created,
          ...paidPeriod(invoice),
          receiptUrl: charge?.receipt_url ?? invoice.hosted_invoice_url ?? null,
          ...(charge ? await this.#reversals(charge, patience) : { refunds: [], disputes: [] }),
        }
      })
    )
  }

  /** Lists all charges of the customer, 100 per request, instead of one request per renewal. */
  async #chargesByPaymentIntent(customerId: string | null, patience: Patience) {
    const charges = customerId
      ? await listAll((page) =>
          this.calls.run(patience, (options) =>
            this.stripe.charges.list(
              { customer: customerId, expand: ['data.refunds'], ...page },
              options
            )
          )
        )
      : []
    return new Map(
      charges
        .filter((charge) => charge.status === 'succeeded' && charge.payment_intent !== null)
        .map((charge) => [idOf(charge.payment_intent)!, charge])
    )
  }

  async #reversals(charge: Stripe.Charge, patience: Patience) {
    const refunds = charge.refunds?.has_more
      ? await listAll((page) =>
          this.calls.run(patience, (options) =>
            this.stripe.refunds.list({ charge: charge.id, ...page }, options)
          )
        )
      : (charge.refunds?.data ?? [])
    const disputes = charge.disputed
      ? await listAll((page) =>
          this.calls.run(patience, (options) =>
            this.stripe.disputes.list({ charge: charge.id, ...page }, options)
          )
        )
      : []

    return { refunds, disputes }
  }
}

function paymentIntentOf(invoice: Stripe.Invoice): string | null {
  const payment = invoice.payments?.data.find(({ status }) => status === 'paid')
  return idOf(payment?.payment.payment_intent ?? null)
}

/**
 * The period that an invoice pays for, from its lines: `period_start` and `period_end` of the
 * invoice itself refer to the previous period.
 *
 * Source: https://docs.stripe.com/api/invoices/object#invoice_object-period_end
 */
function paidPeriod(invoice: Stripe.Invoice) {
  const periods = invoice.lines.data
    .filter((line) => line.parent?.type === 'subscription_item_details')
    .map((line) => line.period)
  return {
    periodStart: periods.length > 0 ? Math.min(...periods.map(({ start }) => start)) : null,
    periodEnd: periods.length > 0 ? Math.max(...periods.map(({ end }) => end)) : null,
  }
}

/** A period that costs nothing, such as a trial, has a paid invoice all the same. */
function lastPaidPeriod(invoices: Stripe.Invoice[]): number | null {
  const ends = invoices
    .filter(({ status }) => status === 'paid')
    .map((invoice) => paidPeriod(invoice).periodEnd)
    .filter((end) => end !== null)
  return ends.length > 0 ? Math.max(...ends) : null
}

function oldestUnpaid(invoices: Stripe.Invoice[]): number | null {
  const unpaid = invoices
    .filter(({ status, amount_remaining: due }) => due > 0 && UNPAID.has(String(status)))
    .map(({ created }) => created)
  return unpaid.length > 0 ? Math.min(...unpaid) : null
}

const UNPAID = new Set(['open', 'uncollectible'])
