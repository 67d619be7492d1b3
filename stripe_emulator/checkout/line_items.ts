import { findOrFail } from '#stripe_emulator/api/endpoint'
import { amountFor, amountIn, isMetered } from '#stripe_emulator/checkout/currency_amounts'
import { checkTogether } from '#stripe_emulator/checkout/line_rules'
import type { SessionParams } from '#stripe_emulator/checkout/session_params'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId } from '#stripe_emulator/ids'
import type { AdjustableQuantity, LineItem, Price } from '#stripe_emulator/objects'
import { changedMetadata, type MetadataChange } from '#stripe_emulator/params/common'
import type { World } from '#stripe_emulator/world'

/**
 * The line items of a new session, with copies of the current prices. In a trial the recurring ones cost
 * nothing yet.
 *
 * @throws StripeError for prices that are inactive, cannot be combined or do not fit the mode
 */
export function buildLineItems(world: World, given: SessionParams, hasTrial: boolean): LineItem[] {
  const lines = given.line_items ?? []
  const prices = lines.map((line, index) => sellable(world, line.price, `line_items[${index}]`))
  prices.forEach((price, index) => checkQuantity(price, lines[index].quantity, index))
  const first = prices.find((price) => !isMetered(price)) ?? prices[0]
  const currency = given.currency ?? first.currency
  if (prices.some((price) => !isMetered(price) && amountIn(world, price, currency) === null)) {
    throw wrongCurrency('line_items')
  }
  checkTogether(given, prices)
  return lines.map(({ quantity = 1, metadata }, index) =>
    buildLineItem(world, { price: prices[index], quantity, currency, hasTrial, metadata })
  )
}

/**
 * A price that a new session may offer.
 *
 * @param line the parameter that names it, as `line_items[0]`
 * @throws StripeError for one that is unknown or archived, or whose product is
 */
export function sellable(world: World, id: string, line: string): Price {
  const param = `${line}[price]`
  const price = findOrFail(world.store.prices, 'price', id, param)
  const product = findOrFail(world.store.products, 'product', price.product, param)
  if (!price.active) {
    throw invalidRequest(
      'The price specified is inactive. This field only accepts active prices.',
      { param }
    )
  }
  if (!product.active) {
    throw invalidRequest(
      `Price \`${price.id}\` is not available to be purchased because its product is not active.`,
      { param }
    )
  }
  return price
}

/** The refusal of a price that has no amount in the currency of the session. */
export function wrongCurrency(param: string) {
  return invalidRequest(
    'All prices of a Checkout Session must have the same currency, which is that of `currency` ' +
      'if it is given.',
    { param }
  )
}

/** What a new line is made of. */
export interface LineInput {
  price: Price
  quantity: number
  currency: string
  /** Whether the session begins a trial. */
  hasTrial: boolean
  metadata?: MetadataChange | null
  adjustable?: AdjustableQuantity | null
}

/** A line of a session, before discounts and taxes. */
export function buildLineItem(world: World, input: LineInput): LineItem {
  const { price, quantity, currency } = input
  const amount = lineAmount(world, input)
  return {
    id: newId('li'),
    object: 'item',
    adjustable_quantity: input.adjustable ?? null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency,
    description: world.store.products.get(price.product)?.name ?? price.product,
    metadata: changedMetadata({}, input.metadata),
    price: structuredClone(price),
    quantity,
  }
}

/** What a line costs today, in the minor unit; in a trial only what is paid once costs something. */
export function lineAmount(
  world: World,
  {
    price,
    quantity,
    currency,
    hasTrial,
  }: Pick<LineInput, 'price' | 'quantity' | 'currency' | 'hasTrial'>
): number {
  return hasTrial && price.recurring ? 0 : (amountFor(world, price, quantity, currency) ?? 0)
}

function checkQuantity(price: Price, quantity: number | undefined, index: number) {
  const param = `line_items[${index}][quantity]`
  if (isMetered(price) && quantity !== undefined) {
    throw invalidRequest(
      'Quantity should not be specified where usage_type is `metered`. Remove quantity from ' +
        `\`line_items[${index}]\``,
      { param }
    )
  }
  if (!isMetered(price) && quantity === undefined) {
    throw invalidRequest('Quantity is required. Add `quantity` to `line_items`', {
      code: 'parameter_missing',
      param,
    })
  }
}
