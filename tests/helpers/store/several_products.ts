import type Stripe from 'stripe'
import app from '@adonisjs/core/services/app'
import CheckoutAttempts, { type AttemptLine } from '#checkout/checkout_attempts'
import EnsureCustomer from '#checkout/ensure_customer'
import FindStoreProduct from '#catalogue/find_store_product'
import { findSellablePrice } from '#catalogue/prices/sellable_prices'
import type CheckoutAttempt from '#models/checkout_attempt'
import type User from '#models/user'
import { Deadline } from '#shared/deadline'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { stripe } from '#tests/helpers/stripe/stripe'

const ADDRESSES = { returned: 'http://localhost/back', cancelled: 'http://localhost/cancelled' }

/** Products that cost so much once, in US dollars; named and addressed `item-1` and so on. */
export async function givenItems(...amounts: number[]): Promise<string[]> {
  for (const [index, amount] of amounts.entries()) {
    await stripe.products.create({
      id: `prod_item_${index + 1}`,
      name: `Item ${index + 1}`,
      default_price_data: { currency: 'usd', unit_amount: amount },
    })
  }
  await syncCatalogue()
  return amounts.map((_, index) => `item-${index + 1}`)
}

/**
 * Begins a checkout of several products, as a basket will.
 * @param lines slugs, each with Stripe's id of a price where it is not the main one
 * @param settings parameters of the session that a merchant might add
 * @returns the session's id
 */
export async function beginCheckoutOf(
  user: User,
  lines: (string | [slug: string, priceStripeId: string])[],
  settings: Partial<Stripe.Checkout.SessionCreateParams> = {}
): Promise<string> {
  const deadline = new Deadline(10_000)
  const found = await Promise.all(lines.map(readLine))
  const ensureCustomer = await app.container.make(EnsureCustomer)
  const [{ price }] = found
  const customerId = await ensureCustomer.handle(
    { user, currency: price.currency, goneId: null, isForCurrency: false },
    deadline
  )
  const attempts = await app.container.make(CheckoutAttempts)
  const open = await attempts.findOpen(
    user.id,
    found.map((line) => line.price)
  )
  if (open !== null) {
    await attempts.resume(open, deadline)
    return sessionOf(open)
  }
  const attempt = await attempts.begin(found as [AttemptLine, ...AttemptLine[]], {
    user,
    customerId,
    addresses: ADDRESSES,
  })
  await attempt.merge({ parameters: { ...attempt.parameters, ...settings } }).save()
  await attempts.request(attempt, deadline)
  return sessionOf(attempt)
}

function sessionOf({ checkoutSessionId }: CheckoutAttempt): string {
  if (!checkoutSessionId) {
    throw new Error('No way to pay')
  }
  return checkoutSessionId
}

async function readLine(line: string | [string, string]): Promise<AttemptLine> {
  const [slug, priceStripeId = null] = [line].flat()
  const found = await new FindStoreProduct().handle(slug!)
  if (found.type !== 'found') {
    throw new Error(`There is no product ${slug}`)
  }
  const { product } = found
  const price =
    priceStripeId === null
      ? product.mainPrice
      : await findSellablePrice(product.productId, priceStripeId)
  if (price === null) {
    throw new Error(`${slug} is not sold`)
  }
  return { product, price }
}
