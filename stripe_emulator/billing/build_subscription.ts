import { newId } from '#stripe_emulator/ids'
import { embeddedList } from '#stripe_emulator/api/endpoint'
import type {
  LineItem,
  Metadata,
  Price,
  Subscription,
  SubscriptionItem,
} from '#stripe_emulator/objects'
import type { Settings } from '#stripe_emulator/settings'

/** Times in seconds since 1970. */
export interface SubscriptionInput {
  now: number
  customer: string
  currency: string
  items: LineItem[]
  paymentMethod: string | null
  periodEnd: number
  trialEnd: number | null
  /** What happens at the end of a trial for which there is no payment method. */
  missingPaymentMethod?: 'cancel' | 'create_invoice' | 'pause'
  description?: string
  metadata?: Metadata
  discounts: string[]
  /** Whether its invoices get tax. */
  hasTax: boolean
  billingMode: Settings['billingMode']
  /** Of a subscription without a trial; a trial makes it `trialing`. */
  status: 'active' | 'incomplete'
}

/** A new subscription as Stripe shows it. */
export function buildSubscription(input: SubscriptionInput): Subscription {
  const id = newId('sub')
  const { now, trialEnd } = input
  const items = input.items
    .filter((item) => item.price.recurring)
    .map((item) => buildItem(id, item, now, input.periodEnd))
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: {
      disabled_reason: null,
      enabled: input.hasTax,
      liability: input.hasTax ? { type: 'self' } : null,
    },
    billing_cycle_anchor: trialEnd ?? now,
    billing_cycle_anchor_config: null,
    billing_mode:
      input.billingMode === 'flexible'
        ? { flexible: { proration_discounts: 'included' }, type: 'flexible' }
        : { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: 'charge_automatically',
    created: now,
    currency: input.currency,
    customer: input.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: input.paymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: input.description ?? null,
    discounts: input.discounts,
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: embeddedList(items, `/v1/subscription_items?subscription=${id}`),
    latest_invoice: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: input.metadata ?? {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: trialEnd === null ? input.status : 'trialing',
    test_clock: null,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: { missing_payment_method: input.missingPaymentMethod ?? 'create_invoice' },
    },
    trial_start: trialEnd === null ? null : now,
  }
}

/** An item of a subscription; times in seconds since 1970. */
export function buildItem(
  subscription: string,
  item: Pick<LineItem, 'price' | 'quantity'>,
  start: number,
  end: number
): SubscriptionItem {
  return {
    id: newId('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: start,
    current_period_end: end,
    current_period_start: start,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: buildPlan(item.price),
    price: item.price,
    quantity: item.quantity,
    subscription,
    tax_rates: [],
  }
}

/** The price as a Plan, the older shape that Stripe still includes. */
export function buildPlan(price: Price) {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? null,
    interval_count: price.recurring?.interval_count ?? null,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  }
}
