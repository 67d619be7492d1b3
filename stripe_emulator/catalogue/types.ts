/** A price of a catalogue product; the fields are those of Stripe's Price object. */
export interface CataloguePrice {
  id: string
  currency: string
  /** In the currency's minor unit; null only with `custom_unit_amount`. */
  unit_amount: number | null
  nickname?: string
  active?: boolean
  tax_behavior?: 'exclusive' | 'inclusive' | 'unspecified'
  /** Amounts in other currencies, in the minor unit of each. */
  other_currencies?: Record<string, number>
  recurring?: {
    interval: 'day' | 'week' | 'month' | 'year'
    interval_count?: number
    usage_type?: 'licensed' | 'metered'
  }
  transform_quantity?: { divide_by: number; round: 'down' | 'up' }
  custom_unit_amount?: { minimum?: number; maximum?: number; preset?: number }
}

/** A product that is added when the local Stripe starts without products. */
export interface CatalogueProduct {
  id: string
  name: string
  description?: string
  active?: boolean
  /** File name in `covers/`, shown as the product's first image. */
  cover?: string
  metadata?: Record<string, string>
  prices: CataloguePrice[]
  default_price?: string
}

/** A promotion code and the coupon that is created for it. */
export interface CataloguePromotionCode {
  code: string
  /** Name of the coupon. */
  name: string
  percent_off: number
}
