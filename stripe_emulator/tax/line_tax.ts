import type { Price } from '#stripe_emulator/objects'
import type { LineTax } from '#stripe_emulator/records'
import { taxRateOf } from '#stripe_emulator/tax/tax_rates'
import type { World } from '#stripe_emulator/world'

/**
 * The tax on an amount, or where the price says so in it. Without a price it is that of all products
 * without a percentage of their own.
 *
 * @param amount after discounts, negative for a credit
 */
export function taxOn(world: World, price: Price | null, amount: number): LineTax {
  const behavior = price?.tax_behavior === 'inclusive' ? 'inclusive' : 'exclusive'
  const percent = percentOf(world, price)
  const { id: rate } = taxRateOf(world, percent, behavior)
  if (behavior === 'exclusive') {
    return { rate, behavior, amount: rounded((amount * percent) / 100), taxable: amount }
  }
  const included = rounded((amount * percent) / (100 + percent))
  return { rate, behavior, amount: included, taxable: amount - included }
}

/** What a tax adds to the amount that it was calculated for. */
export function addedBy({ behavior, amount }: LineTax): number {
  return behavior === 'exclusive' ? amount : 0
}

function percentOf({ settings: { taxPercents: percents } }: World, price: Price | null): number {
  const own = price ? percents[price.product] : undefined
  return own ?? percents.default ?? 0
}

/** To a whole unit, so that a credit is the opposite of its charge. */
function rounded(amount: number): number {
  return Math.sign(amount) * Math.round(Math.abs(amount)) + 0
}
