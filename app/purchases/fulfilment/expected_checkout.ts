import type { PaidBy } from '#purchases/fulfilment/paid_by'

/** What a buyer was sent to pay for. */
export interface ExpectedCheckout {
  /** The account that began it; null for a buyer without one, whose address the session has. */
  userId: number | null
  /** By what the payment is recognized as the account's. */
  paidBy: PaidBy | null
  /** Whether any of the lines is charged again. */
  isRecurring: boolean
  currency: string
  /** At least one, one per product. What cannot be told apart counts as the first one's. */
  lines: [ExpectedLine, ...ExpectedLine[]]
  /**
   * Stripe's ids of the other products of the checkout that can become purchases: they are in the
   * catalogue, and staff have not settled them otherwise.
   */
  otherProducts: ReadonlySet<string>
  /**
   * Amounts of prices in other currencies as they were known here. They can be changed at Stripe, and
   * a purchase that was paid stays paid.
   */
  knownAmounts: KnownAmount[]
}

/** A product that a buyer was sent to pay for. */
export interface ExpectedLine {
  productConfigurationId: number
  productStripeId: string
  priceStripeId: string
  quantity: number
  /** Minor units of the checkout's currency; null where the buyer names the amount. */
  subtotalAmount: number | null
}

/** The amount of one unit of a price in a currency, in its minor unit; null where the buyer names it. */
export interface KnownAmount {
  priceStripeId: string
  currency: string
  unitAmount: number | null
}
