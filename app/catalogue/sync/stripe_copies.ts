import { isDeepStrictEqual } from 'node:util'
import type Stripe from 'stripe'
import type { Changes } from '#authority/record_audit'
import { unsellableReason } from '#catalogue/prices/unsellable_reason'
import { idOf, safeAmount } from '#stripe/stripe_objects'

/** The metadata key in Stripe with the id of the price that a price replaces. */
export const REPLACES = 'replaces'

/** Changes whenever another field does, so it means nothing on its own. */
const IGNORED_FIELDS = new Set(['updated'])

/**
 * A Stripe object as it is stored: plain JSON with ids instead of expanded objects, so that the
 * same object compares equal however it was fetched.
 */
export function plainCopy(object: Stripe.Product | Stripe.Price): Record<string, unknown> {
  const copy = JSON.parse(JSON.stringify(object)) as Record<string, unknown>
  for (const field of ['default_price', 'product']) {
    if (field in copy) {
      copy[field] = idOf(copy[field] as string | { id: string } | null)
    }
  }
  if (object.object === 'price') {
    delete copy.currency_options
    const others = otherCurrencies(object)
    return others === null ? copy : { ...copy, currency_options: others }
  }
  return copy
}

/**
 * The amounts of a price in other currencies than its own, in the minor unit of each; null where it
 * has none.
 */
function otherCurrencies(price: Stripe.Price): Record<string, number> | null {
  const others = Object.entries(price.currency_options ?? {}).flatMap(
    ([currency, { unit_amount: amount }]): [string, number][] =>
      currency === price.currency || amount === null ? [] : [[currency, safeAmount(amount)]]
  )
  return others.length === 0 ? null : Object.fromEntries(others)
}

/** The fields that differ, by Stripe's name. */
export function changesBetween(
  before: Record<string, unknown>,
  after: Record<string, unknown>
): Changes {
  const changes: Changes = {}
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!IGNORED_FIELDS.has(field) && !isDeepStrictEqual(before[field], after[field])) {
      changes[field] = { before: before[field] ?? null, after: after[field] ?? null }
    }
  }
  return changes
}

/**
 * The columns of `products` that are copied from Stripe.
 */
export function productColumns(product: Stripe.Product) {
  return {
    livemode: product.livemode,
    name: product.name,
    description: product.description || null,
    images: JSON.stringify(product.images ?? []),
    active: product.active,
    default_price_stripe_id: idOf(product.default_price ?? null),
    metadata: JSON.stringify(product.metadata ?? {}),
    stripe_data: JSON.stringify(plainCopy(product)),
    gone_at: null,
  }
}

/**
 * The columns of `prices` that are copied from Stripe.
 * @param productId the local product's id
 * @throws {PaymentGatewayError} where the amount is no safe integer
 */
export function priceColumns(price: Stripe.Price, productId: number) {
  const others = otherCurrencies(price)
  return {
    livemode: price.livemode,
    product_id: productId,
    currency: price.currency,
    unit_amount: price.unit_amount === null ? null : safeAmount(price.unit_amount),
    unit_amount_decimal: price.unit_amount_decimal?.toString() ?? null,
    type: price.type,
    interval: price.recurring?.interval ?? null,
    interval_count: price.recurring?.interval_count ?? null,
    custom_unit_amount: price.custom_unit_amount ? JSON.stringify(price.custom_unit_amount) : null,
    currency_options: others === null ? null : JSON.stringify(others),
    nickname: price.nickname || null,
    unsellable_reason: unsellableReason(price),
    replaces_stripe_id: price.metadata?.[REPLACES] || null,
    active: price.active,
    stripe_data: JSON.stringify(plainCopy(price)),
    gone_at: null,
  }
}

/** The Stripe id of the product that a price belongs to. */
export function productIdOf(price: Stripe.Price): string {
  return typeof price.product === 'string' ? price.product : price.product.id
}
