import { appliedDiscount } from '#stripe_emulator/checkout/discounts'
import { lineDiscounts } from '#stripe_emulator/checkout/line_discounts'
import type { CheckoutSession, LineItem } from '#stripe_emulator/objects'
import { addedBy, taxOn } from '#stripe_emulator/tax/line_tax'
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

/** Recalculates the amounts of the session and of its lines after those or its discount changed. */
export function updateTotals(world: World, session: CheckoutSession) {
  const details = world.store.sessionDetails.get(session.id)
  const items = details?.lineItems ?? []
  discountLines(world, session, items)
  if (details) {
    details.taxes = details.hasTax ? taxLines(world, items) : {}
  }
  session.amount_subtotal = sum(items, 'amount_subtotal')
  session.amount_total = sum(items, 'amount_total')
  session.total_details = {
    amount_discount: sum(items, 'amount_discount'),
    amount_shipping: 0,
    amount_tax: sum(items, 'amount_tax'),
  }
}

function discountLines(world: World, session: CheckoutSession, items: LineItem[]) {
  const discount = appliedDiscount(world, session)
  const lines = items.map(({ price, amount_subtotal: amount }) => ({
    product: price.product,
    amount,
  }))
  const parts = discount ? lineDiscounts(world, discount.coupon, lines) : []
  items.forEach((item, index) => {
    item.amount_discount = parts[index] ?? 0
    item.amount_tax = 0
    item.amount_total = item.amount_subtotal - item.amount_discount
  })
}

/** Adds tax to the lines. @returns it by the ids of the lines */
function taxLines(world: World, items: LineItem[]) {
  return Object.fromEntries(
    items.map((item) => {
      const tax = taxOn(world, item.price, item.amount_total)
      item.amount_tax = tax.amount
      item.amount_total += addedBy(tax)
      return [item.id, tax]
    })
  )
}

type AmountField = 'amount_subtotal' | 'amount_discount' | 'amount_tax' | 'amount_total'

function sum(items: LineItem[], field: AmountField) {
  return items.reduce((total, item) => total + item[field], 0)
}
