import { amountIn, isMetered } from '#stripe_emulator/checkout/currency_amounts'
import { buildLineItem, sellable, wrongCurrency } from '#stripe_emulator/checkout/line_items'
import { checkNumber, checkRecurring } from '#stripe_emulator/checkout/line_rules'
import { openSession, openSessionDetails } from '#stripe_emulator/checkout/open_session'
import type { SessionParams } from '#stripe_emulator/checkout/session_params'
import { updateTotals } from '#stripe_emulator/checkout/totals'
import { findOrFail } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { LineItem, OptionalItem } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** Stripe's limits of a quantity that the buyer may change. */
const LEAST = 0
const MOST = 99

/**
 * What a new session offers beside its lines; null for nothing.
 * Source: https://docs.stripe.com/payments/checkout/optional-items
 *
 * @throws StripeError for prices that cannot be lines of this session
 */
export function buildOptionalItems(
  world: World,
  given: SessionParams,
  lines: LineItem[]
): OptionalItem[] | null {
  const items = given.optional_items ?? []
  const prices = items.map(({ price: id }, index) => {
    const price = sellable(world, id, `optional_items[${index}]`)
    const isRepeated = items.findIndex((one) => one.price === id) < index
    if (price.custom_unit_amount || isMetered(price) || isRepeated) {
      throw invalidRequest(`The price ${id} cannot be an optional item here.`, {
        param: `optional_items[${index}][price]`,
      })
    }
    if (amountIn(world, price, lines[0].currency) === null) {
      throw wrongCurrency('optional_items')
    }
    return price
  })
  const all = [...lines.map(({ price }) => price), ...prices]
  if (given.mode === 'payment' && prices.some(({ recurring }) => recurring)) {
    throw invalidRequest('Optional items in `payment` mode cannot have recurring prices.', {
      param: 'optional_items',
    })
  }
  checkRecurring(all.filter(({ recurring }) => recurring))
  checkNumber(given.mode, all)
  return items.length === 0 ? null : items.map((item, index) => buildOptionalItem(item, index))
}

type GivenItem = NonNullable<SessionParams['optional_items']>[number]

function buildOptionalItem(given: GivenItem, index: number): OptionalItem {
  const { adjustable_quantity: adjustable, price, quantity } = given
  const item = {
    adjustable_quantity: adjustable
      ? {
          enabled: adjustable.enabled,
          maximum: adjustable.maximum ?? null,
          minimum: adjustable.minimum ?? null,
        }
      : null,
    price,
    quantity,
  }
  const limits = quantityLimits(item)
  if (limits && (quantity < limits.least || quantity > limits.most)) {
    throw invalidRequest(
      `The quantity of an optional item must be from ${limits.least} to ${limits.most}, as ` +
        '`adjustable_quantity` says.',
      { param: `optional_items[${index}][quantity]` }
    )
  }
  return item
}

/**
 * Adds an optional item to the lines as the buyer does, or changes its quantity. The quantity 0 removes
 * it again.
 *
 * @param quantity default: that of the item
 * @throws StripeError for a price that is not offered, or a quantity that cannot be chosen
 */
export function addOptionalItem(
  world: World,
  sessionId: string,
  priceId: string,
  quantity?: number
) {
  const session = openSession(world, sessionId)
  const item = session.optional_items?.find(({ price }) => price === priceId)
  if (!item) {
    throw invalidRequest('This is not offered with the order.', { param: 'price' })
  }
  if (quantity === 0) {
    removeOptionalItem(world, sessionId, priceId)
    return
  }
  const details = openSessionDetails(world, session)
  const line = buildLineItem(world, {
    price: findOrFail(world.store.prices, 'price', priceId),
    quantity: chosenQuantity(item, quantity),
    currency: session.currency,
    hasTrial: details.subscription.trialDays > 0,
    adjustable: item.adjustable_quantity,
  })
  const before = details.lineItems.findIndex(({ id }) => id === details.optionalLines[priceId])
  if (before === -1) {
    details.lineItems.push(line)
    details.optionalLines[priceId] = line.id
  } else {
    details.lineItems[before] = { ...line, id: details.lineItems[before].id }
  }
  updateTotals(world, session)
  world.store.changed()
}

/** Removes an optional item from the lines; nothing happens if it is not among them. */
export function removeOptionalItem(world: World, sessionId: string, priceId: string) {
  const session = openSession(world, sessionId)
  const details = openSessionDetails(world, session)
  const lineId = details.optionalLines[priceId]
  delete details.optionalLines[priceId]
  details.lineItems = details.lineItems.filter(({ id }) => id !== lineId)
  updateTotals(world, session)
  world.store.changed()
}

/** The limits within which the buyer chooses a quantity; null if it is fixed. */
export function quantityLimits({ adjustable_quantity: adjustable }: OptionalItem) {
  return adjustable?.enabled
    ? { least: adjustable.minimum ?? LEAST, most: adjustable.maximum ?? MOST }
    : null
}

function chosenQuantity(item: OptionalItem, chosen: number | undefined): number {
  const limits = quantityLimits(item)
  if (chosen === undefined || chosen === item.quantity) {
    return item.quantity
  }
  if (!limits || !Number.isInteger(chosen) || chosen < limits.least || chosen > limits.most) {
    throw invalidRequest(
      limits
        ? `Choose a quantity from ${limits.least} to ${limits.most}.`
        : 'The quantity of this item cannot be changed.',
      { param: 'quantity' }
    )
  }
  return chosen
}
