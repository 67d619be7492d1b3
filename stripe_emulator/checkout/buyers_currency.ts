import { amountIn } from '#stripe_emulator/checkout/currency_amounts'
import { lineAmount } from '#stripe_emulator/checkout/line_items'
import { openSessionDetails } from '#stripe_emulator/checkout/open_session'
import { updateTotals } from '#stripe_emulator/checkout/totals'
import { fractionDigits } from '#stripe_emulator/money'
import type { CheckoutSession, Price, PresentmentDetails } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** Units of a currency for one US dollar, for Adaptive Pricing. */
const RATES: Record<string, number> = { eur: 0.9, gbp: 0.8, jpy: 150, chf: 0.85, inr: 84 }

/**
 * Charges a session in the currency of the buyer's country, where every price has an amount in it and
 * the session was not created with a currency.
 * Source: https://docs.stripe.com/payments/checkout/manual-currency-prices
 */
export function chargeInBuyersCurrency(
  world: World,
  session: CheckoutSession,
  currency = world.settings.buyerCurrency
) {
  const { lineItems, hasFixedCurrency, subscription } = openSessionDetails(world, session)
  const isPossible =
    currency !== null &&
    currency !== session.currency &&
    !hasFixedCurrency &&
    pricesOf(world, session).every((price) => amountIn(world, price, currency) !== null)
  if (isPossible) {
    session.currency = currency
    const hasTrial = subscription.trialDays > 0
    for (const item of lineItems) {
      item.currency = currency
      item.amount_subtotal = lineAmount(world, { ...item, hasTrial })
    }
    updateTotals(world, session)
    world.store.changed()
  }
}

/** The prices of the lines and of what can be added to them. */
function pricesOf(world: World, session: CheckoutSession): Price[] {
  const optional = (session.optional_items ?? []).map(({ price }) => world.store.prices.get(price))
  return [
    ...openSessionDetails(world, session).lineItems.map(({ price }) => price),
    ...optional.filter((price) => price !== undefined),
  ]
}

/**
 * What the buyer's card is charged under Adaptive Pricing: the amount in the currency of the buyer's
 * country, converted by Stripe. Undefined where the amount is in that currency already.
 * Source: https://docs.stripe.com/payments/currencies/localize-prices/adaptive-pricing
 *
 * @param amount in the minor unit of `currency`
 */
export function presentmentDetails(
  world: World,
  amount: number,
  currency: string,
  buyerCurrency = world.settings.buyerCurrency
): PresentmentDetails | undefined {
  if (!world.settings.hasAdaptivePricing || buyerCurrency === null || buyerCurrency === currency) {
    return undefined
  }
  const rate = (RATES[buyerCurrency] ?? 1) / (RATES[currency] ?? 1)
  const digits = fractionDigits(buyerCurrency) - fractionDigits(currency)
  return {
    presentment_amount: Math.round(amount * rate * 10 ** digits),
    presentment_currency: buyerCurrency,
  }
}
