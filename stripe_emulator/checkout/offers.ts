import { amountIn } from '#stripe_emulator/checkout/currency_amounts'
import { buildLineItem } from '#stripe_emulator/checkout/line_items'
import { openSession, openSessionDetails } from '#stripe_emulator/checkout/open_session'
import { updateTotals } from '#stripe_emulator/checkout/totals'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { CheckoutSession, LineItem, Price, Recurring } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/**
 * The price that Checkout offers in place of the session's: the upsell set on it in the dashboard. None
 * where anything else is or may become recurring, which would keep the shorter interval.
 * Source: https://docs.stripe.com/payments/checkout/upsells
 */
export function offeredUpsell(world: World, session: CheckoutSession): Price | null {
  const { lineItems } = openSessionDetails(world, session)
  const [item] = lineItems
  const offered = offer(world, world.store.upsells.get(item.price.id)?.offered)
  const isAlone = lineItems.length === 1 && !optionalPrices(world, session).some(isRecurring)
  return isAlone && offered && isPayable(world, session, offered) ? offered : null
}

/**
 * The price of the product that Checkout offers beside the session's: the first cross-sell set on one
 * of its products in the dashboard that can be a further line.
 * Source: https://docs.stripe.com/payments/checkout/cross-sells
 */
export function offeredCrossSell(world: World, session: CheckoutSession): Price | null {
  const { lineItems, crossSold } = openSessionDetails(world, session)
  const isTaken = lineItems.some(({ id }) => id === crossSold)
  const offered = lineItems
    .map(({ price }) => defaultPrice(world, world.store.crossSells.get(price.product)?.offered))
    .find((price) => price !== null && isFitting(world, session, price))
  return isTaken ? null : (offered ?? null)
}

function defaultPrice(world: World, productId: string | undefined): Price | null {
  const product = world.store.products.get(productId ?? '')
  return product?.active ? offer(world, product.default_price ?? undefined) : null
}

/**
 * Whether a cross-sell can be a further line: recurring at the interval of the others and without an
 * upsell, and with a tax behavior where there is tax.
 */
function isFitting(world: World, session: CheckoutSession, price: Price): boolean {
  const { lineItems, upsoldFrom, hasTax } = openSessionDetails(world, session)
  const lines = lineItems.map((item) => item.price)
  const others = [...lines, ...optionalPrices(world, session)]
  const hasUpsell = upsoldFrom !== null || others.some(({ id }) => world.store.upsells.get(id))
  return (
    others.every(({ id, custom_unit_amount: custom }) => id !== price.id && custom === null) &&
    isPayable(world, session, price) &&
    (!hasTax || price.tax_behavior !== 'unspecified') &&
    (!price.recurring ||
      (!hasUpsell &&
        others.every(({ recurring }) => recurring === null || isSame(recurring, price.recurring))))
  )
}

function optionalPrices(world: World, session: CheckoutSession): Price[] {
  return (session.optional_items ?? [])
    .map((item) => world.store.prices.get(item.price))
    .filter((price) => price !== undefined)
}

function isRecurring({ recurring }: Price): boolean {
  return recurring !== null
}

function isSame(one: Recurring, other: Recurring | null): boolean {
  return one.interval === other?.interval && one.interval_count === other.interval_count
}

/**
 * Replaces the price by its upsell.
 * @throws StripeError where none is offered
 */
export function acceptUpsell(world: World, sessionId: string) {
  const session = openSession(world, sessionId)
  const details = openSessionDetails(world, session)
  const price = offeredUpsell(world, session)
  if (!price) {
    throw invalidRequest('No other price is offered with this one.')
  }
  details.upsoldFrom = details.lineItems[0].price.id
  replacePrice(world, session, price)
}

/** Goes back to the price that was asked for. */
export function declineUpsell(world: World, sessionId: string) {
  const session = openSession(world, sessionId)
  const details = openSessionDetails(world, session)
  const asked = world.store.prices.get(details.upsoldFrom ?? '')
  if (asked) {
    details.upsoldFrom = null
    replacePrice(world, session, asked)
  }
}

/**
 * Adds the product that is offered.
 * @throws StripeError where none is offered
 */
export function acceptCrossSell(world: World, sessionId: string) {
  const session = openSession(world, sessionId)
  const price = offeredCrossSell(world, session)
  if (!price) {
    throw invalidRequest('No other product is offered with this one.')
  }
  const details = openSessionDetails(world, session)
  const line = lineOf(world, session, price, 1)
  details.lineItems.push(line)
  details.crossSold = line.id
  updateTotals(world, session)
  world.store.changed()
}

/** Removes the product that was offered. */
export function declineCrossSell(world: World, sessionId: string) {
  const session = openSession(world, sessionId)
  const details = openSessionDetails(world, session)
  details.lineItems = details.lineItems.filter(({ id }) => id !== details.crossSold)
  details.crossSold = null
  updateTotals(world, session)
  world.store.changed()
}

/**
 * Sets or removes what Checkout offers with a price or a product.
 * @throws StripeError for a price of another product, or one that is not charged repeatedly
 */
export function setOffer(
  world: World,
  kind: 'upsells' | 'crossSells',
  id: string,
  offered: string | null
) {
  if (kind === 'upsells' && offered !== null) {
    const [price, other] = [id, offered].map((one) => world.store.prices.get(one))
    if (!price?.recurring || !other?.recurring || price.product !== other.product) {
      throw invalidRequest('An upsell is another recurring price of the same product.')
    }
  }
  world.store[kind].delete(id)
  if (offered !== null) {
    world.store[kind].add({ id, offered })
  }
  world.store.changed()
}

function offer(world: World, priceId: string | undefined): Price | null {
  const price = world.store.prices.get(priceId ?? '')
  return price?.active ? price : null
}

function isPayable(world: World, session: CheckoutSession, price: Price): boolean {
  return (
    price.custom_unit_amount === null &&
    (session.mode === 'subscription' || price.recurring === null) &&
    amountIn(world, price, session.currency) !== null
  )
}

function replacePrice(world: World, session: CheckoutSession, price: Price) {
  const { lineItems } = openSessionDetails(world, session)
  const [{ id, quantity }] = lineItems
  lineItems[0] = { ...lineOf(world, session, price, quantity), id }
  updateTotals(world, session)
  world.store.changed()
}

function lineOf(world: World, session: CheckoutSession, price: Price, quantity: number): LineItem {
  const { trialDays } = openSessionDetails(world, session).subscription
  const { currency } = session
  return buildLineItem(world, { price, quantity, currency, hasTrial: trialDays > 0 })
}
