import type { PayMethod } from '#stripe_emulator/checkout/pay_session'

/** What the buyer typed, to fill the form again after a problem. */
export interface Typed {
  email: string
  name: string
  card: string
  method: PayMethod
  promotionCode: string
  amount: string
}
export interface Problem {
  message: string
  /** The form field at fault; null if it is none in particular. */
  field: string | null
}
/** What the payment page shows beside the session itself. */
export interface CheckoutView {
  typed: Typed
  problem?: Problem
  locale: string
}
