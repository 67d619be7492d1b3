import { findOrFail } from '#stripe_emulator/api/endpoint'
import { isUsableFor, usablePromotionCode } from '#stripe_emulator/checkout/discounts'
import { checkCustomerCurrency } from '#stripe_emulator/checkout/customer_currency'
import { buildLineItems } from '#stripe_emulator/checkout/line_items'
import { buildOptionalItems } from '#stripe_emulator/checkout/optional_items'
import {
  checkAccount,
  checkCombination,
  checkTaxLocation,
} from '#stripe_emulator/checkout/session_checks'
import type { SessionParams } from '#stripe_emulator/checkout/session_params'
import { minimumPayment, updateTotals } from '#stripe_emulator/checkout/totals'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId, randomText } from '#stripe_emulator/ids'
import { formatAmount } from '#stripe_emulator/money'
import type { CheckoutSession, OptionalItem, SessionMode } from '#stripe_emulator/objects'
import { changedMetadata } from '#stripe_emulator/params/common'
import { ownAddress } from '#stripe_emulator/presentation'
import type { World } from '#stripe_emulator/world'

/** Seconds. */
const DEFAULT_LIFETIME = 24 * 60 * 60

/**
 * Adds an open session with its totals.
 *
 * @throws StripeError for parameters that Stripe would refuse
 */
export function createSession(world: World, given: SessionParams): CheckoutSession {
  checkCombination(given, world.now() - world.ahead)
  checkAccount(world)
  if (given.customer !== undefined) {
    const customer = findOrFail(world.store.customers, 'customer', given.customer, 'customer')
    checkTaxLocation(given, customer)
  }
  const trialDays = given.subscription_data?.trial_period_days ?? 0
  const lineItems = buildLineItems(world, given, trialDays > 0)
  if (given.customer !== undefined && given.mode === 'subscription') {
    checkCustomerCurrency(world, given.customer, lineItems[0].currency)
  }
  const optionalItems = buildOptionalItems(world, given, lineItems)
  const session = buildSession(world, given, lineItems[0].currency, optionalItems)
  world.store.checkoutSessions.add(session)
  world.store.sessionDetails.add({
    id: session.id,
    lineItems,
    hasFixedCurrency: given.currency !== undefined,
    upsoldFrom: null,
    crossSold: null,
    optionalLines: {},
    hasTax: session.automatic_tax.enabled,
    taxes: {},
    paymentIntent: {
      ...given.payment_intent_data,
      metadata: changedMetadata({}, given.payment_intent_data?.metadata),
    },
    subscription: {
      description: given.subscription_data?.description,
      metadata: changedMetadata({}, given.subscription_data?.metadata),
      trialDays,
      missingPaymentMethod:
        given.subscription_data?.trial_settings?.end_behavior.missing_payment_method,
    },
    invoice: {
      enabled: given.invoice_creation?.enabled ?? false,
      description: given.invoice_creation?.invoice_data?.description,
      metadata: changedMetadata({}, given.invoice_creation?.invoice_data?.metadata),
    },
  })
  try {
    addDiscount(world, session, given)
    updateTotals(world, session)
    const choosesAmount = lineItems[0].price.custom_unit_amount !== null
    checkMinimum(session, choosesAmount)
  } catch (error) {
    world.store.checkoutSessions.delete(session.id)
    world.store.sessionDetails.delete(session.id)
    throw error
  }
  return session
}

function addDiscount(world: World, session: CheckoutSession, given: SessionParams) {
  const discount = given.discounts?.[0]
  if (discount?.coupon !== undefined) {
    const param = 'discounts[0][coupon]'
    const coupon = findOrFail(world.store.coupons, 'coupon', discount.coupon, param)
    if (!isUsableFor(world, coupon, session)) {
      throw invalidRequest(`Coupon ${coupon.id} is expired or cannot be used here.`, { param })
    }
    session.discounts = [{ coupon: coupon.id, promotion_code: null }]
  }
  if (discount?.promotion_code !== undefined) {
    const { promotionCodes } = world.store
    const param = 'discounts[0][promotion_code]'
    const named = findOrFail(promotionCodes, 'promotion code', discount.promotion_code, param)
    usablePromotionCode(world, session, named.code)
    session.discounts = [{ coupon: null, promotion_code: named.id }]
  }
}

function checkMinimum(session: CheckoutSession, choosesAmount: boolean) {
  const { amount_total: total, currency } = session
  const minimum = minimumPayment(currency)
  if (total > 0 && total < minimum && !choosesAmount) {
    throw invalidRequest(
      `The Checkout Session's total amount due must add up to at least ` +
        `${formatAmount(minimum, currency)} ${currency}`,
      { code: 'amount_too_small' }
    )
  }
}

function buildSession(
  world: World,
  given: SessionParams,
  currency: string,
  optionalItems: OptionalItem[] | null
): CheckoutSession {
  const id = newId('cs_test')
  const now = world.now()
  const mode: SessionMode = given.mode ?? 'payment'
  const isPayment = mode === 'payment'
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: world.settings.hasAdaptivePricing },
    after_expiration: null,
    allow_promotion_codes: given.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: 0,
    amount_total: 0,
    automatic_tax: automaticTax(given),
    billing_address_collection: given.billing_address_collection ?? null,
    cancel_url: given.cancel_url ?? null,
    client_reference_id: given.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: given.custom_text?.after_submit ?? null,
      shipping_address: null,
      submit: given.custom_text?.submit ?? null,
      terms_of_service_acceptance: given.custom_text?.terms_of_service_acceptance ?? null,
    },
    customer: given.customer ?? null,
    customer_account: null,
    customer_creation: customerCreation(given, isPayment),
    customer_details: knownDetails(world, given),
    customer_email: given.customer_email ?? null,
    discounts: [],
    // The store's clock is not advanced, so its time is moved along with this one's.
    expires_at:
      given.expires_at === undefined ? now + DEFAULT_LIFETIME : given.expires_at + world.ahead,
    integration_identifier: null,
    invoice: null,
    invoice_creation: isPayment ? invoiceCreation(given) : null,
    livemode: false,
    locale: given.locale ?? null,
    managed_payments: { enabled: false },
    metadata: changedMetadata({}, given.metadata),
    mode,
    optional_items: optionalItems,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection:
      given.payment_method_collection ?? (isPayment ? 'if_required' : 'always'),
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card', 'sepa_debit'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: given.phone_number_collection?.enabled ?? false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: given.submit_type ?? null,
    subscription: null,
    success_url: given.success_url ?? '',
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    // Stripe's page does not load without the fragment.
    url: ownAddress(`/c/pay/${id}#fid${randomText(40)}`),
    wallet_options: null,
  }
}

/** The tax is known at once; Stripe waits for the address of a buyer that it does not know. */
function automaticTax({ automatic_tax: tax }: SessionParams): CheckoutSession['automatic_tax'] {
  return tax?.enabled
    ? { enabled: true, liability: { type: 'self' }, provider: 'stripe', status: 'complete' }
    : { enabled: false, liability: null, provider: null, status: null }
}

function customerCreation(given: SessionParams, isPayment: boolean) {
  if (given.customer !== undefined) {
    return null
  }
  return given.customer_creation ?? (isPayment ? 'if_required' : 'always')
}

function knownDetails(world: World, given: SessionParams) {
  const customer = world.store.customers.get(given.customer ?? '')
  const email = customer?.email ?? given.customer_email
  return email === undefined || email === null ? null : buildCustomerDetails(email, customer?.name)
}

/** The `customer_details` of a session. */
export function buildCustomerDetails(email: string | null, name: string | null = null) {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  }
}

function invoiceCreation(given: SessionParams) {
  const data = given.invoice_creation?.invoice_data
  return {
    enabled: given.invoice_creation?.enabled ?? false,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: null,
      description: data?.description ?? null,
      footer: data?.footer ?? null,
      issuer: null,
      metadata: changedMetadata({}, data?.metadata),
      rendering_options: null,
    },
  }
}
