import type { PaidBy } from '#purchases/fulfilment/paid_by'

/** What a buyer was sent to pay for. */
export interface ExpectedCheckout {
  userId: number
  /** By what the payment is recognized as the user's. */
  paidBy: PaidBy
  productConfigurationId: number
  productStripeId: string
  priceStripeId: string
  isRecurring: boolean
  quantity: number
  currency: string
  /** Minor units of `currency`; null where the buyer names the amount. */
  subtotalAmount: number | null
  /**
   * Amounts of prices in other currencies as they were known here. They can be changed at Stripe, and
   * a purchase that was paid stays paid.
   */
  knownAmounts: KnownAmount[]
}

/** The amount of one unit of a price in a currency, in its minor unit; null where the buyer names it. */
export interface KnownAmount {
  priceStripeId: string
  currency: string
  unitAmount: number | null
}
