import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId, randomText } from '#stripe_emulator/ids'
import type { PromotionCode } from '#stripe_emulator/objects'
import {
  changedMetadata,
  currency,
  isWithin,
  metadata,
  moment,
  type MetadataChange,
} from '#stripe_emulator/params/common'
import { boolean, fields, integer, oneOf, required, text } from '#stripe_emulator/params/rules'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

const path = '/v1/promotion_codes'
const noun = 'promotion code'
const collection = (world: World) => world.store.promotionCodes

const restrictions = fields({
  first_time_transaction: boolean(),
  minimum_amount: integer({ min: 1 }),
  minimum_amount_currency: currency(),
})

/** Promotion codes, which buyers type to use a coupon. */
export const promotionCodeEndpoints = [
  endpoint({
    method: 'POST',
    path,
    params: {
      active: boolean(),
      code: text({ max: 500 }),
      customer: text(),
      expires_at: integer(),
      max_redemptions: integer({ min: 1 }),
      metadata: metadata(),
      promotion: required(fields({ type: required(oneOf('coupon')), coupon: required(text()) })),
      restrictions,
    },
    handle(world, given) {
      findOrFail(world.store.coupons, 'coupon', given.promotion.coupon, 'promotion[coupon]')
      const code = given.code ?? randomText(8).toUpperCase()
      if (collection(world).find((one) => one.active && isCode(one, code))) {
        throw invalidRequest('An active promotion code with this code already exists.', {
          param: 'code',
        })
      }
      const promotionCode = collection(world).add(
        buildPromotionCode(world.now(), { ...given, code })
      )
      world.raise('promotion_code.created', promotionCode)
      return promotionCode
    },
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id`,
    params: { active: boolean(), metadata: metadata() },
    handle(world, given, { id }) {
      const promotionCode = findOrFail(collection(world), noun, id)
      const previous = applyChanges(promotionCode, {
        active: given.active,
        metadata: changedMetadata(promotionCode.metadata, given.metadata),
      })
      if (previous) {
        world.raise('promotion_code.updated', promotionCode, previous)
      }
      return promotionCode
    },
  }),
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: {
      active: boolean(),
      code: text(),
      coupon: text(),
      created: moment(),
      customer: text(),
    },
    select: (given) => (one) =>
      (given.active === undefined || one.active === given.active) &&
      (given.code === undefined || isCode(one, given.code)) &&
      (given.coupon === undefined || one.promotion.coupon === given.coupon) &&
      (!given.created || isWithin(given.created, one.created)) &&
      (given.customer === undefined || one.customer === given.customer),
  }),
]

/** Whether the buyer typed this code; case and surrounding spaces are ignored. */
export function isCode(promotionCode: PromotionCode, typed: string): boolean {
  return promotionCode.code.toLowerCase() === typed.trim().toLowerCase()
}

interface PromotionCodeInput {
  code: string
  promotion: PromotionCode['promotion']
  active?: boolean
  customer?: string
  expires_at?: number
  max_redemptions?: number
  metadata?: MetadataChange | null
  restrictions?: Partial<PromotionCode['restrictions']>
}

/** A promotion code as Stripe shows it. */
export function buildPromotionCode(now: number, given: PromotionCodeInput): PromotionCode {
  return {
    id: newId('promo'),
    object: 'promotion_code',
    active: given.active ?? true,
    code: given.code,
    created: now,
    customer: given.customer ?? null,
    customer_account: null,
    expires_at: given.expires_at ?? null,
    livemode: false,
    max_redemptions: given.max_redemptions ?? null,
    metadata: changedMetadata({}, given.metadata),
    promotion: given.promotion,
    restrictions: {
      first_time_transaction: given.restrictions?.first_time_transaction ?? false,
      minimum_amount: given.restrictions?.minimum_amount ?? null,
      minimum_amount_currency: given.restrictions?.minimum_amount_currency ?? null,
    },
    times_redeemed: 0,
  }
}
