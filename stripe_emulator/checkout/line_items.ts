import { findOrFail } from '#stripe_emulator/api/endpoint'
import { amountIn } from '#stripe_emulator/checkout/currency_amounts'
import type { SessionParams } from '#stripe_emulator/checkout/session_params'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId } from '#stripe_emulator/ids'
import type { LineItem, Price } from '#stripe_emulator/objects'
import { changedMetadata } from '#stripe_emulator/params/common'
import type { World } from '#stripe_emulator/world'

/**
 * The line items of a new session, with copies of the current prices. With a trial their amounts are 0.
 *
 * @throws StripeError for prices that are inactive, cannot be combined or do not fit the mode
 */
export function buildLineItems(world: World, given: SessionParams, hasTrial: boolean): LineItem[] {
  let first: string | undefined
  const items = (given.line_items ?? []).map((line, index) => {
    const param = `line_items[${index}][price]`
    const price = findOrFail(world.store.prices, 'price', line.price, param)
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
    if (isMetered(price)) {
      if (line.quantity !== undefined) {
        throw invalidRequest(
          'Quantity should not be specified where usage_type is `metered`. Remove quantity from ' +
            `\`line_items[${index}]\``,
          { param: `line_items[${index}][quantity]` }
        )
      }
      return buildLineItem({
        price,
        description: product.name,
        quantity: 1,
        amount: 0,
        currency: price.currency,
        metadata: line.metadata,
      })
    }
    if (line.quantity === undefined) {
      throw invalidRequest('Quantity is required. Add `quantity` to `line_items`', {
        code: 'parameter_missing',
        param: `line_items[${index}][quantity]`,
      })
    }
    first ??= price.currency
    const currency = given.currency ?? first
    const unit = amountIn(world, price, currency)
    if (unit === null) {
      throw invalidRequest(
        'All prices of a Checkout Session must have the same currency, which is that of `currency` ' +
          'if it is given.',
        { param: 'line_items' }
      )
    }
    return buildLineItem({
      price,
      description: product.name,
      quantity: line.quantity,
      amount: hasTrial ? 0 : unit * units(price, line.quantity),
      currency,
      metadata: line.metadata,
    })
  })
  checkTogether(given, items)
  return items
}

function isMetered({ recurring }: Price): boolean {
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

/** A line of a session. `amount` is that of all units, in the minor unit of `currency`. */
export function buildLineItem(given: {
  price: Price
  description: string
  quantity: number
  amount: number
  currency: string
  metadata?: Record<string, string | null> | null
}): LineItem {
  return {
    id: newId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: given.amount,
    amount_tax: 0,
    amount_total: given.amount,
    currency: given.currency,
    description: given.description,
    metadata: changedMetadata({}, given.metadata),
    price: structuredClone(given.price),
    quantity: given.quantity,
  }
}

function checkTogether(given: SessionParams, items: LineItem[]) {
  const recurring = items.filter((item) => item.price.recurring)
  if (given.mode === 'payment' && recurring.length > 0) {
    throw invalidRequest(
      'You specified `payment` mode but passed a recurring price. Either switch to ' +
        '`subscription` mode or use only one-time prices.',
      { param: 'mode' }
    )
  }
  if (given.mode === 'subscription' && recurring.length === 0) {
    throw invalidRequest(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      { param: 'mode' }
    )
  }
  const intervals = new Set(recurring.map(({ price }) => JSON.stringify(price.recurring)))
  if (intervals.size > 1) {
    throw invalidRequest('All recurring prices of a session must have the same interval.', {
      param: 'line_items',
    })
  }
  checkChosenAmount(given, items)
}

/** A price with `custom_unit_amount` must be alone, with quantity 1 and without discounts. */
function checkChosenAmount(given: SessionParams, items: LineItem[]) {
  if (!items.some((item) => item.price.custom_unit_amount)) {
    return
  }
  if (items.length > 1 || items[0].quantity !== 1) {
    throw invalidRequest(
      'A price with `custom_unit_amount` must be the only line item, with a quantity of 1.',
      { param: 'line_items' }
    )
  }
  if (given.allow_promotion_codes || given.discounts) {
    throw invalidRequest('Discounts cannot be used with a price with `custom_unit_amount`.', {
      param: given.discounts ? 'discounts' : 'allow_promotion_codes',
    })
  }
}
