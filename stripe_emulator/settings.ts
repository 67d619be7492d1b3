/**
 * What a merchant sets in Stripe's dashboard, what Stripe decides about the account, and what Stripe
 * leaves open or has changed. A setting applies to what happens from then on.
 */
export interface Settings {
  // The account
  /** Whether the account may charge: Stripe has activated it. */
  chargesEnabled: boolean
  /** The origin of Checkout and of the portal, as `https://pay.example.com`; null for Stripe's own. */
  customDomain: string | null
  /** E-mail addresses that Stripe refuses although they have the form of one. */
  refusedEmails: string[]

  // The billing portal
  /** Whether the settings of the billing portal were saved at least once. */
  isPortalSetUp: boolean
  /** Whether the portal offers the prices of all products, or those of the same product only. */
  portalPlans: 'same_product' | 'all_products'

  // Checkout
  /** The currency of the buyers' country, as `eur`; null for that of the prices. */
  buyerCurrency: string | null
  /**
   * The tax where a session asks for it: by product, and as `default` that of all other products, in
   * percent. 0 where there is none.
   */
  taxPercents: Record<string, number>
  /** Whether Stripe converts amounts into the currency of the buyers' country (Adaptive Pricing). */
  hasAdaptivePricing: boolean

  // Payments and subscriptions
  /**
   * Of new subscriptions: `flexible` is Stripe's default since 2025; the portal then cancels by
   * `cancel_at` alone. `classic` sets `cancel_at_period_end`, too.
   */
  billingMode: 'flexible' | 'classic'
  /** The status of a new refund; one that is not `succeeded` is settled or failed later. */
  refunds: 'succeeded' | 'pending' | 'requires_action'
  /**
   * When the fee of a charge is known, and its balance transaction exists: real Stripe needs up to an
   * hour, and then raises `charge.updated`.
   *
   * Source: https://docs.stripe.com/payments/payment-intents/asynchronous-capture
   */
  fees: 'at_once' | 'a_minute_later'
  /** The currency of the balance, into which amounts and fees are converted. */
  settlementCurrency: 'as_charged' | 'eur' | 'usd'
  /** `charge.disputed` after a dispute was closed; Stripe does not document it. */
  disputedAfterClosing: 'kept' | 'cleared'

  // Lists
  /** Whether a list of prices without `active` has active ones only, as documented, or all. */
  listedPrices: 'active' | 'all'
  /** Whether the charges of a deleted customer can still be listed; Stripe does not document it. */
  chargesOfDeletedCustomers: 'listed' | 'refused'
}

/** The name of a setting that is a choice. */
export type ChoiceName = {
  [Name in keyof Settings]: Settings[Name] extends string ? Name : never
}[keyof Settings]

/** The values of the settings that are a choice. */
export const CHOICES: { [Name in ChoiceName]: readonly Settings[Name][] } = {
  portalPlans: ['same_product', 'all_products'],
  billingMode: ['flexible', 'classic'],
  refunds: ['succeeded', 'pending', 'requires_action'],
  fees: ['at_once', 'a_minute_later'],
  settlementCurrency: ['as_charged', 'eur', 'usd'],
  disputedAfterClosing: ['kept', 'cleared'],
  listedPrices: ['active', 'all'],
  chargesOfDeletedCustomers: ['listed', 'refused'],
}

/** A new account that can sell everything, at the Stripe that is documented. */
export const DEFAULT_SETTINGS: Settings = {
  chargesEnabled: true,
  customDomain: null,
  refusedEmails: [],
  isPortalSetUp: true,
  portalPlans: 'same_product',
  buyerCurrency: null,
  taxPercents: { default: 20 },
  hasAdaptivePricing: false,
  billingMode: 'flexible',
  refunds: 'succeeded',
  fees: 'at_once',
  settlementCurrency: 'as_charged',
  disputedAfterClosing: 'kept',
  listedPrices: 'active',
  chargesOfDeletedCustomers: 'listed',
}
