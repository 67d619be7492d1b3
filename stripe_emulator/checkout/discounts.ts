import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { CheckoutSession, Coupon, Discount, PromotionCode } from '#stripe_emulator/objects'
import { isCode } from '#stripe_emulator/resources/promotion_codes'
import type { World } from '#stripe_emulator/world'

/** A coupon, and the promotion code that led to it if the buyer typed one. */
export interface AppliedDiscount {
  coupon: Coupon
  promotionCode: PromotionCode | null
}

/** The discount of a coupon on an amount, both in the currency's minor unit. */
export function amountOff(coupon: Coupon, amount: number): number {
  if (coupon.percent_off !== null) {
    return Math.round((amount * coupon.percent_off) / 100)
  }
  return Math.min(coupon.amount_off ?? 0, amount)
}

/** Whether a coupon takes something off a product; null stands for an amount without a price. */
export function appliesTo(world: World, { id }: Coupon, product: string | null): boolean {
  const only = world.store.couponProducts.get(id)?.products
  return only === undefined || (product !== null && only.includes(product))
}

/** The current discount of a session. */
export function appliedDiscount(world: World, session: CheckoutSession): AppliedDiscount | null {
  const named = session.discounts?.[0]
  const promotionCode = world.store.promotionCodes.get(named?.promotion_code ?? '') ?? null
  const coupon = world.store.coupons.get(promotionCode?.promotion.coupon ?? named?.coupon ?? '')
  return coupon ? { coupon, promotionCode } : null
}

/**
 * Finds the promotion code that the buyer typed.
 *
 * @throws StripeError with a message for the buyer if the code cannot be used for this session
 */
export function usablePromotionCode(
  world: World,
  session: CheckoutSession,
  typed: string
): AppliedDiscount {
  const promotionCode = world.store.promotionCodes.find((one) => one.active && isCode(one, typed))
  const coupon = world.store.coupons.get(promotionCode?.promotion.coupon ?? '')
  if (!promotionCode || !coupon || !isUsableCode(world, session, promotionCode)) {
    throw invalidRequest('This code is invalid.', { param: 'promotion_code' })
  }
  if (!isUsableFor(world, coupon, session)) {
    throw invalidRequest('This code has expired or cannot be used for this order.', {
      param: 'promotion_code',
    })
  }
  return { coupon, promotionCode }
}

/** Whether the coupon is not used up, not expired, and applies to the currency and to a line. */
export function isUsableFor(world: World, coupon: Coupon, session: CheckoutSession): boolean {
  const { currency } = session
  const lines = world.store.sessionDetails.get(session.id)?.lineItems ?? []
  return (
    lines.some(({ price }) => appliesTo(world, coupon, price.product)) &&
    (coupon.max_redemptions === null || coupon.times_redeemed < coupon.max_redemptions) &&
    (coupon.redeem_by === null || coupon.redeem_by > world.now()) &&
    (coupon.currency === null || coupon.currency === currency)
  )
}

/** Counts a redemption of the coupon and its code; both become invalid at their limits. */
export function redeem({ coupon, promotionCode }: AppliedDiscount) {
  coupon.times_redeemed += 1
  coupon.valid = coupon.max_redemptions === null || coupon.times_redeemed < coupon.max_redemptions
  if (promotionCode) {
    promotionCode.times_redeemed += 1
    if (promotionCode.times_redeemed === promotionCode.max_redemptions) {
      promotionCode.active = false
    }
  }
}

/** A discount as Stripe shows it. */
export function buildDiscount(
  id: string,
  { coupon, promotionCode }: AppliedDiscount,
  belongsTo: {
    start: number
    customer: string | null
    end?: number | null
    session?: string
    subscription?: string
  }
): Discount {
  return {
    id,
    object: 'discount',
    checkout_session: belongsTo.session ?? null,
    customer: belongsTo.customer,
    customer_account: null,
    end: belongsTo.end ?? null,
    invoice: null,
    invoice_item: null,
    promotion_code: promotionCode?.id ?? null,
    source: { coupon: coupon.id, type: 'coupon' },
    start: belongsTo.start,
    subscription: belongsTo.subscription ?? null,
    subscription_item: null,
  }
}

/** The discount of a session as Stripe shows it in the session and in its lines. */
export function sessionDiscount(world: World, session: CheckoutSession): Discount | null {
  const applied = appliedDiscount(world, session)
  return (
    applied &&
    buildDiscount(`di_${session.id.slice(-24)}`, applied, {
      start: session.created,
      customer: session.customer,
      session: session.id,
    })
  )
}

function isUsableCode(world: World, session: CheckoutSession, promotionCode: PromotionCode) {
  const { restrictions } = promotionCode
  const bought = world.store.charges.find(
    (charge) => charge.paid && charge.customer !== null && charge.customer === session.customer
  )
  return (
    (promotionCode.expires_at === null || promotionCode.expires_at > world.now()) &&
    (promotionCode.max_redemptions === null ||
      promotionCode.times_redeemed < promotionCode.max_redemptions) &&
    (promotionCode.customer === null || promotionCode.customer === session.customer) &&
    (!restrictions.first_time_transaction || !bought) &&
    (restrictions.minimum_amount === null ||
      (restrictions.minimum_amount_currency === session.currency &&
        session.amount_subtotal >= restrictions.minimum_amount))
  )
}
