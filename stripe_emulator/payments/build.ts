import { newId } from '#stripe_emulator/ids'
import type {
  Charge,
  Metadata,
  PaymentIntent,
  PaymentMethod,
  PaymentMethodType,
  PresentmentDetails,
  StripeObject,
} from '#stripe_emulator/objects'
import { settled } from '#stripe_emulator/payments/settlement'
import { ownAddress } from '#stripe_emulator/presentation'
import type { Settings } from '#stripe_emulator/settings'

/** A payment method as Stripe shows it. */
export function buildPaymentMethod(
  now: number,
  given: { type: PaymentMethodType; last4: string; email: string | null; customer: string | null }
): PaymentMethod {
  const details = { [given.type]: given.type === 'card' ? card(given.last4) : debit(given.last4) }
  return {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: billingDetails(given.email),
    ...details,
    created: now,
    customer: given.customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: given.type,
  }
}

/** A new payment intent as Stripe shows it; `amount` is in the currency's minor unit. */
export function buildPaymentIntent(
  now: number,
  given: {
    amount: number
    currency: string
    customer: string | null
    email: string | null
    description?: string
    metadata?: Metadata
    statement_descriptor?: string
    presentment?: PresentmentDetails
  }
): PaymentIntent {
  const id = newId('pi')
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: given.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${newId('x').slice(2)}`,
    confirmation_method: 'automatic',
    created: now,
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    description: given.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: given.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card', 'sepa_debit'],
    payment_record: null,
    ...(given.presentment && { presentment_details: given.presentment }),
    processing: null,
    receipt_email: given.email,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: given.statement_descriptor ?? null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  }
}

/** An attempt to collect a payment intent, as Stripe shows it. */
export function buildCharge(
  now: number,
  intent: PaymentIntent,
  method: PaymentMethod,
  status: Charge['status']
): Charge {
  const id = newId(method.type === 'card' ? 'ch' : 'py')
  const declined = status === 'failed'
  const details = method[method.type] as object
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: declined ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'LOCAL STRIPE',
    captured: !declined,
    created: now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: declined ? 'card_declined' : null,
    failure_message: declined ? 'Your card was declined.' : null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcome(declined),
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: method.type, [method.type]: details },
    ...(intent.presentment_details && { presentment_details: intent.presentment_details }),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: declined ? null : ownAddress(`/receipts/${id}`),
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: null,
    status,
    transfer_data: null,
    transfer_group: null,
  }
}

/** The effect of a payment or a refund on the balance, with Stripe's European fee for payments. */
export function buildBalanceTransaction(
  now: number,
  source: Charge | { id: string; object: string; amount: number; currency: string },
  settings: Settings
): StripeObject {
  const isCharge = source.object === 'charge'
  const { currency, exchangeRate, ...gross } = settled(source.amount, source.currency, settings)
  const fee = isCharge ? Math.round(gross.amount * 0.015) + 25 : 0
  const amount = isCharge ? gross.amount : -gross.amount
  return {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: now,
    balance_type: 'payments',
    created: now,
    currency,
    description: null,
    exchange_rate: exchangeRate,
    fee,
    fee_details: isCharge
      ? [
          {
            amount: fee,
            application: null,
            currency,
            description: 'Stripe processing fees',
            type: 'stripe_fee',
          },
        ]
      : [],
    net: amount - fee,
    reporting_category: source.object,
    source: source.id,
    status: 'available',
    type: source.object,
  }
}

/** An address of which nothing is known. */
export function emptyAddress() {
  return { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }
}

function billingDetails(email: string | null) {
  return { address: emptyAddress(), email, name: null, phone: null, tax_id: null }
}

function card(last4: string) {
  return {
    brand: 'visa',
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: 'pass',
    },
    country: 'US',
    display_brand: 'visa',
    exp_month: 12,
    exp_year: new Date().getUTCFullYear() + 3,
    fingerprint: 'local0000000000a',
    funding: 'credit',
    generated_from: null,
    last4,
    networks: { available: ['visa'], preferred: null },
    regulated_status: null,
    three_d_secure_usage: { supported: true },
    wallet: null,
    amount_authorized: null,
    authorization_code: null,
    extended_authorization: { status: 'disabled' },
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: 'visa',
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: 0, status: 'unavailable' },
    three_d_secure: null,
    transaction_link_id: null,
  }
}

function debit(last4: string) {
  return {
    bank_code: '37040044',
    branch_code: '',
    country: 'DE',
    fingerprint: 'local0000000000b',
    generated_from: { charge: null, setup_attempt: null },
    last4,
    mandate: null,
  }
}

function outcome(declined: boolean) {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: declined ? 'declined_by_network' : 'approved_by_network',
    reason: declined ? 'generic_decline' : null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: declined
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: declined ? 'issuer_declined' : 'authorized',
  }
}
