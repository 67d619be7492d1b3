import vine from '@vinejs/vine'
import { typedEmail } from '#http/forms/email_field'

/** The form of the buy button. */
export const checkoutValidator = vine.create({
  /** Stripe's id; empty for the product's main price. */
  price_id: vine
    .string()
    .regex(/^(price_\w{1,250})?$/)
    .optional(),
  /** Sent by the page that asks whether to buy it again. */
  again: vine.string().in(['yes']).optional(),
  /** The question of that page. */
  question: vine
    .string()
    .regex(/^[a-z_.]{1,40}$/)
    .optional(),
})

/** The form for a buyer who paid and sees no purchase; every field may be empty. */
export const lostPaymentValidator = vine.create({
  session_id: vine
    .string()
    .trim()
    .regex(/^(cs_(test|live)_[A-Za-z0-9]{1,250})?$/)
    .optional(),
  email: typedEmail()
    .regex(/^([^\s@]+@\S+)?$/)
    .optional(),
  day: vine
    .string()
    .trim()
    .regex(/^(\d{4}-\d{2}-\d{2})?$/)
    .optional(),
})
