import { usablePromotionCode } from '#stripe_emulator/checkout/discounts'
import { openSession, openSessionDetails } from '#stripe_emulator/checkout/open_session'
import { updateTotals } from '#stripe_emulator/checkout/totals'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { formatAmount } from '#stripe_emulator/money'
import type { CheckoutSession } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/**
 * Applies the code that the buyer typed.
 * @throws StripeError with a message for the buyer
 */
export function applyPromotionCode(world: World, sessionId: string, typed: string) {
  const session = openSession(world, sessionId)
  if (!session.allow_promotion_codes) {
    throw invalidRequest('Promotion codes are not allowed here.', { param: 'promotion_code' })
  }
  const { promotionCode } = usablePromotionCode(world, session, typed)
  session.discounts = [{ coupon: null, promotion_code: promotionCode?.id ?? null }]
  updateTotals(world, session)
  world.store.changed()
}

/** Removes the buyer's promotion code, not a discount that the store set on the session. */
export function removePromotionCode(world: World, sessionId: string) {
  const session = openSession(world, sessionId)
  if (session.allow_promotion_codes) {
    session.discounts = []
    updateTotals(world, session)
    world.store.changed()
  }
}

/**
 * Sets the amount that the buyer chose for a price with `custom_unit_amount`.
 *
 * @param amount in the currency's minor unit
 * @throws StripeError for another kind of price, and outside the price's limits
 */
export function chooseAmount(world: World, session: CheckoutSession, amount: number) {
  const { lineItems } = openSessionDetails(world, session)
  const limits = lineItems[0].price.custom_unit_amount
  if (!limits) {
    throw invalidRequest('The amount of this order cannot be chosen.', { param: 'amount' })
  }
  if (limits.minimum !== null && amount < limits.minimum) {
    const minimum = formatAmount(limits.minimum, session.currency)
    throw invalidRequest(`The amount must be at least ${minimum}.`, { param: 'amount' })
  }
  if (limits.maximum !== null && amount > limits.maximum) {
    const maximum = formatAmount(limits.maximum, session.currency)
    throw invalidRequest(`The amount must be at most ${maximum}.`, { param: 'amount' })
  }
  lineItems[0].amount_subtotal = amount
  updateTotals(world, session)
}
