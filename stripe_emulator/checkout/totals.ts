import { amountOff, appliedDiscount } from '#stripe_emulator/checkout/discounts'
import type { CheckoutSession, LineItem } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** The minimum payment by currency, in its minor unit; Stripe refuses less, except 0. */
const MINIMUM_PAYMENT: Record<string, number> = {
  usd: 50,
  eur: 50,
  gbp: 30,
  jpy: 50,
  chf: 50,
  cad: 50,
  aud: 50,
  sek: 300,
  nok: 300,
  dkk: 250,
}

/** The minimum payment in the currency's minor unit. */
export function minimumPayment(currency: string): number {
  return MINIMUM_PAYMENT[currency] ?? 1
}

/** Recalculates the session's amounts after its line items or its discount changed. */
export function updateTotals(world: World, session: CheckoutSession) {
  const items = world.store.sessionDetails.get(session.id)?.lineItems ?? []
  const subtotal = sum(items, 'amount_subtotal')
  const discount = appliedDiscount(world, session)
  const off = discount ? amountOff(discount.coupon, subtotal) : 0
  spreadDiscount(items, off, subtotal)
  session.amount_subtotal = subtotal
  session.amount_total = subtotal - off
  session.total_details = { amount_discount: off, amount_shipping: 0, amount_tax: 0 }
}

/** Splits the discount in proportion to the lines; the last one gets the remainder of rounding. */
function spreadDiscount(items: LineItem[], off: number, subtotal: number) {
  let left = off
  items.forEach((item, index) => {
    const isLast = index === items.length - 1
    const share = subtotal === 0 ? 0 : Math.floor((off * item.amount_subtotal) / subtotal)
    item.amount_discount = isLast ? left : share
    item.amount_total = item.amount_subtotal - item.amount_discount
    left -= item.amount_discount
  })
}

function sum(items: LineItem[], field: 'amount_subtotal') {
  return items.reduce((total, item) => total + item[field], 0)
}
