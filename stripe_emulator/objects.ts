/**
 * The fields of Stripe's objects that this code reads or changes. The `build...` functions make the
 * complete shapes, which a contract test compares with Stripe's own fixtures.
 */
export interface StripeObject {
  id: string
  object: string
  created?: number
  [field: string]: unknown
}
export type Metadata = Record<string, string>

export interface Product extends StripeObject {
  created: number
  active: boolean
  default_price: string | null
  description: string | null
  images: string[]
  metadata: Metadata
  name: string
  updated: number
  url: string | null
  shippable: boolean | null
}

export type Interval = 'day' | 'week' | 'month' | 'year'
export interface Recurring {
  interval: Interval
  interval_count: number
  meter: string | null
  trial_period_days: number | null
  usage_type: 'licensed' | 'metered'
}
export interface CustomUnitAmount {
  maximum: number | null
  minimum: number | null
  preset: number | null
}
/** What a quantity is divided by before it is charged. */
export interface TransformQuantity {
  divide_by: number
  round: 'down' | 'up'
}
export interface Price extends StripeObject {
  created: number
  active: boolean
  currency: string
  custom_unit_amount: CustomUnitAmount | null
  lookup_key: string | null
  metadata: Metadata
  nickname: string | null
  product: string
  recurring: Recurring | null
  /** Whether tax is added to the amount or included in it; `unspecified` counts as `exclusive`. */
  tax_behavior: 'exclusive' | 'inclusive' | 'unspecified'
  transform_quantity: TransformQuantity | null
  type: 'one_time' | 'recurring'
  unit_amount: number | null
  unit_amount_decimal: string | null
}

/** What the card is charged under Adaptive Pricing; only there where it is another currency. */
export interface PresentmentDetails {
  /** In the minor unit. */
  presentment_amount: number
  presentment_currency: string
}

export interface Customer extends StripeObject {
  created: number
  address: { country?: string | null } | null
  /** What the next invoices charge besides their lines; a credit, which they use up, is negative. */
  balance: number
  discount: Discount | null
  email: string | null
  name: string | null
  metadata: Metadata
}

export interface Coupon extends StripeObject {
  created: number
  amount_off: number | null
  percent_off: number | null
  currency: string | null
  duration: 'forever' | 'once' | 'repeating'
  duration_in_months: number | null
  max_redemptions: number | null
  redeem_by: number | null
  times_redeemed: number
  valid: boolean
  name: string | null
  metadata: Metadata
}

export interface Discount extends StripeObject {
  /** Seconds since 1970; null where it has no end, or is used once. */
  end: number | null
  source: { coupon: string; type: 'coupon' }
}

export interface PromotionCode extends StripeObject {
  created: number
  active: boolean
  code: string
  customer: string | null
  expires_at: number | null
  max_redemptions: number | null
  metadata: Metadata
  promotion: { type: 'coupon'; coupon: string }
  restrictions: {
    first_time_transaction: boolean
    minimum_amount: number | null
    minimum_amount_currency: string | null
  }
  times_redeemed: number
}

/** The limits within which a buyer changes a quantity; null where they are Stripe's: 0 and 99. */
export interface AdjustableQuantity {
  enabled: boolean
  maximum: number | null
  minimum: number | null
}

/** Something that a Checkout Session offers beside its lines. */
export interface OptionalItem {
  adjustable_quantity: AdjustableQuantity | null
  /** The id of the price. */
  price: string
  quantity: number
}

/** A line of a Checkout Session. */
export interface LineItem extends StripeObject {
  adjustable_quantity: AdjustableQuantity | null
  amount_discount: number
  amount_subtotal: number
  amount_tax: number
  amount_total: number
  currency: string
  description: string
  price: Price
  quantity: number
}

/** Whether tax is calculated for something. */
export interface AutomaticTax {
  enabled: boolean
  liability: { type: 'self' } | null
  [field: string]: unknown
}

export type SessionMode = 'payment' | 'subscription'
export interface CheckoutSession extends StripeObject {
  automatic_tax: AutomaticTax & { status: 'complete' | null; provider: string | null }
  created: number
  allow_promotion_codes: boolean | null
  amount_subtotal: number
  amount_total: number
  cancel_url: string | null
  client_reference_id: string | null
  currency: string
  customer: string | null
  customer_creation: 'always' | 'if_required' | null
  customer_details: { email: string | null; name: string | null; [field: string]: unknown } | null
  customer_email: string | null
  discounts: { coupon: string | null; promotion_code: string | null }[] | null
  expires_at: number
  invoice: string | null
  locale: string | null
  metadata: Metadata
  mode: SessionMode
  optional_items: OptionalItem[] | null
  payment_intent: string | null
  payment_status: 'paid' | 'unpaid' | 'no_payment_required'
  presentment_details?: PresentmentDetails
  status: 'open' | 'complete' | 'expired'
  subscription: string | null
  success_url: string
  total_details: { amount_discount: number; amount_shipping: number; amount_tax: number }
  url: string | null
}

export interface PaymentIntent extends StripeObject {
  created: number
  amount: number
  amount_received: number
  currency: string
  customer: string | null
  description: string | null
  last_payment_error: object | null
  latest_charge: string | null
  metadata: Metadata
  payment_method: string | null
  presentment_details?: PresentmentDetails
  status: 'requires_payment_method' | 'processing' | 'succeeded' | 'canceled'
}

export interface PaymentMethod extends StripeObject {
  created: number
  customer: string | null
  type: PaymentMethodType
}
export type PaymentMethodType = 'card' | 'sepa_debit'

export interface Charge extends StripeObject {
  created: number
  amount: number
  disputed: boolean
  amount_captured: number
  amount_refunded: number
  balance_transaction: string | null
  currency: string
  customer: string | null
  failure_code: string | null
  failure_message: string | null
  paid: boolean
  payment_intent: string
  presentment_details?: PresentmentDetails
  refunded: boolean
  status: 'succeeded' | 'pending' | 'failed'
}

export interface Refund extends StripeObject {
  created: number
  amount: number
  charge: string
  currency: string
  metadata: Metadata
  payment_intent: string
  reason: string | null
  status: 'succeeded' | 'pending' | 'requires_action' | 'failed' | 'canceled'
}

export type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost'
  | 'prevented'
export interface Dispute extends StripeObject {
  created: number
  amount: number
  charge: string
  currency: string
  evidence: Record<string, unknown>
  evidence_details: {
    due_by: number | null
    has_evidence: boolean
    past_due: boolean
    submission_count: number
    enhanced_eligibility: object
  }
  metadata: Metadata
  payment_intent: string
  reason: string
  status: DisputeStatus
}

export interface PortalSession extends StripeObject {
  created: number
  customer: string
  return_url: string | null
  url: string
}

export interface SubscriptionItem extends StripeObject {
  subscription: string
  current_period_start: number
  current_period_end: number
  price: Price
  quantity: number
}
export type SubscriptionStatus =
  'incomplete' | 'active' | 'trialing' | 'past_due' | 'unpaid' | 'paused' | 'canceled'
/** `resumes_at` in seconds since 1970; null until somebody ends the pause. */
export interface PauseCollection {
  behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void'
  resumes_at: number | null
}
export interface Subscription extends StripeObject {
  automatic_tax: AutomaticTax
  created: number
  billing_mode: { flexible: object | null; type: 'classic' | 'flexible' }
  cancel_at: number | null
  cancel_at_period_end: boolean
  canceled_at: number | null
  currency: string
  customer: string
  default_payment_method: string | null
  ended_at: number | null
  items: { data: SubscriptionItem[]; [field: string]: unknown }
  latest_invoice: string | null
  metadata: Metadata
  presentment_details?: { presentment_currency: string }
  pause_collection: PauseCollection | null
  status: SubscriptionStatus
  trial_end: number | null
  trial_start: number | null
  trial_settings: {
    end_behavior: { missing_payment_method: 'cancel' | 'create_invoice' | 'pause' }
  }
}

export interface Invoice extends StripeObject {
  created: number
  discounts: string[]
  amount_due: number
  amount_paid: number
  amount_remaining: number
  attempt_count: number
  attempted: boolean
  billing_reason: 'manual' | 'subscription_create' | 'subscription_cycle' | 'subscription_update'
  currency: string
  customer: string
  ending_balance: number
  lines: { data: StripeObject[]; [field: string]: unknown }
  metadata: Metadata
  number: string | null
  parent: {
    type: 'subscription_details'
    quote_details: null
    subscription_details: { subscription: string; metadata: Metadata }
  } | null
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void'
  status_transitions: {
    finalized_at: number | null
    marked_uncollectible_at: number | null
    paid_at: number | null
    voided_at: number | null
  }
  total: number
}

/** A percentage that was added to, or is included in, something. */
export interface TaxRate extends StripeObject {
  active: boolean
  inclusive: boolean
  percentage: number
}

/** Something that is charged or credited with the next invoice of a customer. */
export interface InvoiceItem extends StripeObject {
  amount: number
  currency: string
  customer: string
  description: string | null
  /** Null while it is pending. */
  invoice: string | null
  /** The subscription whose next invoice it waits for; null for the next one of any. */
  parent: {
    type: 'subscription_details'
    subscription_details: { subscription: string; subscription_item: null }
  } | null
  period: { start: number; end: number }
}

export interface InvoicePayment extends StripeObject {
  created: number
  amount_paid: number | null
  amount_requested: number
  currency: string
  invoice: string
  payment: { type: 'payment_intent'; payment_intent: string }
  status: 'open' | 'paid' | 'canceled'
  status_transitions: { canceled_at: number | null; paid_at: number | null }
}

export interface StripeEvent extends StripeObject {
  created: number
  data: { object: StripeObject; previous_attributes?: Record<string, unknown> }
  pending_webhooks: number
  type: string
}

export interface WebhookEndpoint extends StripeObject {
  created: number
  api_version: string | null
  enabled_events: string[]
  metadata: Metadata
  status: 'enabled' | 'disabled'
  url: string
}
