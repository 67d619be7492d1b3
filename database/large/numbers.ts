/** How large the store is to be. */
export interface LargeNumbers {
  purchases: number
  customers: number
  products: number
}

/** Traces of a purchase: one of each for so many purchases. */
export const PURCHASES_FOR_AN_EVENT = 5
export const PURCHASES_FOR_A_MAIL = 5
export const PURCHASES_FOR_A_DOWNLOAD = 6
export const PURCHASES_FOR_AN_AUDIT_ENTRY = 10

/** People who work in the store. */
export const STAFF = 6
