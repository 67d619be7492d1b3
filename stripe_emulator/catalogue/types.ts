/** A price of a catalogue product; fields mean what they mean in Stripe's Price object. */
export interface CataloguePrice {
  id: string
  currency: string
  /** In the currency's smallest unit; null only with `custom_unit_amount`. */
  unit_amount: number | null
  nickname?: string
  active?: boolean
  recurring?: { interval: 'day' | 'week' | 'month' | 'year'; interval_count?: number }
  custom_unit_amount?: { minimum?: number; maximum?: number; preset?: number }
}

/** A product that is put in place when the local Stripe starts with an empty state. */
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

/** A word that takes a share off what the buyer pays. */
export interface CataloguePromotionCode {
  code: string
  /** What the owner calls it. */
  name: string
  percent_off: number
}
