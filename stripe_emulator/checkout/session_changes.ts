import { usablePromotionCode } from '#stripe_emulator/checkout/discounts'
import { openSession, openSessionDetails } from '#stripe_emulator/checkout/open_session'
import { updateTotals } from '#stripe_emulator/checkout/totals'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { formatAmount } from '#stripe_emulator/money'
import type { CheckoutSession } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** @throws StripeError with a sentence for the buyer */
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

/** Takes the typed code back; a discount that the shop gave stays. */
export function removePromotionCode(world: World, sessionId: string) {
  const session = openSession(world, sessionId)
  if (session.allow_promotion_codes) {
    session.discounts = []
    updateTotals(world, session)
    world.store.changed()
  }
}

/** Sets what the buyer wants to pay, where the price leaves that open. */
export function chooseAmount(world: World, session: CheckoutSession, amount: number) {
  const { lineItems } = openSessionDetails(world, session)
  const limits = lineItems[0].price.custom_unit_amount
  if (!limits) {
    throw invalidRequest('The amount of this order cannot be chosen.', { param: 'amount' })
  }
  if (limits.minimum !== null && amount < limits.minimum) {
    const smallest = formatAmount(limits.minimum, session.currency)
    throw invalidRequest(`The amount must be at least ${smallest}.`, { param: 'amount' })
  }
  if (limits.maximum !== null && amount > limits.maximum) {
    const largest = formatAmount(limits.maximum, session.currency)
    throw invalidRequest(`The amount must be at most ${largest}.`, { param: 'amount' })
  }
  lineItems[0].amount_subtotal = amount
  updateTotals(world, session)
}
