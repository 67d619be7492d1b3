import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { randomText } from '#stripe_emulator/ids'
import type { Coupon } from '#stripe_emulator/objects'
import {
  changedMetadata,
  currency,
  isWithin,
  metadata,
  moment,
  type MetadataChange,
} from '#stripe_emulator/params/common'
import {
  decimal,
  emptyable,
  fields,
  integer,
  list,
  oneOf,
  text,
} from '#stripe_emulator/params/rules'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

const path = '/v1/coupons'
const noun = 'coupon'
const collection = (world: World) => world.store.coupons

/** Coupons, the discounts that promotion codes refer to. */
export const couponEndpoints = [
  endpoint({
    method: 'POST',
    path,
    params: {
      id: text(),
      amount_off: integer({ min: 1 }),
      applies_to: fields({ products: list(text()) }),
      currency: currency(),
      duration: oneOf('forever', 'once', 'repeating'),
      duration_in_months: integer({ min: 1 }),
      max_redemptions: integer({ min: 1 }),
      metadata: metadata(),
      name: text({ max: 40 }),
      percent_off: decimal({ min: 0.01, max: 100 }),
      redeem_by: integer(),
    },
    handle(world, given) {
      if ((given.amount_off === undefined) === (given.percent_off === undefined)) {
        throw invalidRequest('You must specify exactly one of amount_off and percent_off.')
      }
      if (given.amount_off !== undefined && given.currency === undefined) {
        throw invalidRequest('You must pass currency when passing amount_off.', {
          param: 'currency',
        })
      }
      if ((given.duration === 'repeating') !== (given.duration_in_months !== undefined)) {
        throw invalidRequest('duration_in_months belongs to the duration `repeating`.', {
          param: 'duration_in_months',
        })
      }
      if (given.id !== undefined && collection(world).get(given.id)) {
        throw invalidRequest('Coupon already exists.', {
          code: 'resource_already_exists',
          param: 'id',
        })
      }
      const { products } = given.applies_to ?? {}
      products?.forEach((product, index) =>
        findOrFail(world.store.products, 'product', product, `applies_to[products][${index}]`)
      )
      const coupon = collection(world).add(buildCoupon(world.now(), given))
      if (products) {
        world.store.couponProducts.add({ id: coupon.id, products })
      }
      world.raise('coupon.created', coupon)
      return coupon
    },
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id`,
    params: { metadata: metadata(), name: emptyable(text({ max: 40 })) },
    handle(world, given, { id }) {
      const coupon = findOrFail(collection(world), noun, id)
      const previous = applyChanges(coupon, {
        name: given.name,
        metadata: changedMetadata(coupon.metadata, given.metadata),
      })
      if (previous) {
        world.raise('coupon.updated', coupon, previous)
      }
      return coupon
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    params: {},
    handle(world, _, { id }) {
      const coupon = findOrFail(collection(world), noun, id)
      collection(world).delete(id)
      world.store.couponProducts.delete(id)
      world.raise('coupon.deleted', coupon)
      return { id, object: 'coupon', deleted: true }
    },
  }),
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: { created: moment() },
    select:
      ({ created }) =>
      (coupon) =>
        !created || isWithin(created, coupon.created),
  }),
]

interface CouponInput {
  id?: string
  amount_off?: number
  currency?: string
  duration?: Coupon['duration']
  duration_in_months?: number
  max_redemptions?: number
  metadata?: MetadataChange | null
  name?: string
  percent_off?: number
  redeem_by?: number
}

/** A coupon as Stripe shows it. */
export function buildCoupon(now: number, given: CouponInput): Coupon {
  return {
    id: given.id ?? randomText(8),
    object: 'coupon',
    amount_off: given.amount_off ?? null,
    created: now,
    currency: given.currency ?? null,
    duration: given.duration ?? 'once',
    duration_in_months: given.duration_in_months ?? null,
    livemode: false,
    max_redemptions: given.max_redemptions ?? null,
    metadata: changedMetadata({}, given.metadata),
    name: given.name ?? null,
    percent_off: given.percent_off ?? null,
    redeem_by: given.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  }
}
