import vine from '@vinejs/vine'

/** The form of the buy button. */
export const checkoutValidator = vine.create({
  /** Stripe's id; empty for the price that the product is shown with. */
  price_id: vine
    .string()
    .regex(/^(price_\w{1,250})?$/)
    .optional(),
  /** Said by the page that asks whether to pay once more. */
  again: vine.string().in(['yes']).optional(),
})
