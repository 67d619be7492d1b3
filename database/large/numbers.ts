/** The size of the store. */
export interface LargeNumbers {
  purchases: number
  customers: number
  products: number
}

/** One event, mail, download and audit entry for this many purchases. */
export const PURCHASES_FOR_AN_EVENT = 5
export const PURCHASES_FOR_A_MAIL = 5
export const PURCHASES_FOR_A_DOWNLOAD = 6
export const PURCHASES_FOR_AN_AUDIT_ENTRY = 10

/** People who work in the store. */
export const STAFF = 6
