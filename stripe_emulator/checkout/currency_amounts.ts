import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Price } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** What Stripe shows as `currency_options`, where it is expanded. */
export type CurrencyOptions = Record<
  string,
  {
    custom_unit_amount: object | null
    tax_behavior: string
    unit_amount: number | null
    unit_amount_decimal: string | null
  }
>

/** The price of one unit in a currency, in its minor unit; null if the price does not have it. */
export function amountIn(world: World, price: Price, currency: string): number | null {
  return currency === price.currency
    ? (price.unit_amount ?? price.custom_unit_amount?.preset ?? 0)
    : (world.store.currencyAmounts.get(price.id)?.amounts[currency] ?? null)
}

/**
 * What a quantity of a price costs in a currency, in its minor unit; null if the price does not have
 * it. A metered price costs nothing until something was used.
 */
export function amountFor(
  world: World,
  price: Price,
  quantity: number,
  currency: string
): number | null {
  const unit = amountIn(world, price, currency)
  if (unit === null) {
    return null
  }
  return isMetered(price) ? 0 : unit * units(price, quantity)
}

/** Whether a price is charged by what was used, so that it takes no quantity. */
export function isMetered({ recurring }: Price): boolean {
  return recurring?.usage_type === 'metered'
}

/** How often the amount of a price is charged for a quantity. */
function units({ transform_quantity: transform }: Price, quantity: number): number {
  if (!transform) {
    return quantity
  }
  const exact = quantity / transform.divide_by
  return transform.round === 'up' ? Math.ceil(exact) : Math.floor(exact)
}

/** The currencies of a price with their amounts, its own included, as Stripe shows them. */
export function currencyOptions(world: World, price: Price): CurrencyOptions {
  const others = Object.entries(world.store.currencyAmounts.get(price.id)?.amounts ?? {})
  const own = {
    custom_unit_amount: price.custom_unit_amount,
    tax_behavior: String(price.tax_behavior),
    unit_amount: price.unit_amount,
    unit_amount_decimal: price.unit_amount_decimal,
  }
  return Object.fromEntries([
    [price.currency, own],
    ...others.map(([currency, amount]) => [
      currency,
      {
        ...own,
        custom_unit_amount: null,
        unit_amount: amount,
        unit_amount_decimal: String(amount),
      },
    ]),
  ])
}

/**
 * Sets the amounts of a price in other currencies; those of currencies that are not named stay.
 * @param given in the minor unit of each currency
 * @throws StripeError for the price's own currency
 * @returns whether anything changed
 */
export function setCurrencyAmounts(
  world: World,
  price: Price,
  given: Record<string, number>
): boolean {
  if (price.currency in given) {
    throw invalidRequest(
      `The currency option ${price.currency} is the default currency of the price.`,
      { param: `currency_options[${price.currency}]` }
    )
  }
  const { currencyAmounts } = world.store
  const before = currencyAmounts.get(price.id)?.amounts ?? {}
  const changed = Object.keys(given).some((currency) => before[currency] !== given[currency])
  if (changed) {
    currencyAmounts.delete(price.id)
    currencyAmounts.add({ id: price.id, amounts: { ...before, ...given } })
    world.store.changed()
  }
  return changed
}
