import type { SessionParams } from '#stripe_emulator/checkout/session_params'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Customer } from '#stripe_emulator/objects'
import { missingParameter } from '#stripe_emulator/params/rules'
import type { World } from '#stripe_emulator/world'

/** Seconds. */
const MIN_LIFETIME = 30 * 60
const MAX_LIFETIME = 24 * 60 * 60
/** Seconds by which the clocks of the store and Stripe may differ. */
const CLOCK_TOLERANCE = 60

/**
 * Refuses combinations of parameters that Stripe refuses, before any object is looked up.
 *
 * @param now seconds since 1970, by the store's clock
 * @throws StripeError
 */
export function checkCombination(given: SessionParams, now: number) {
  if (given.mode === undefined) {
    throw missingParameter('mode')
  }
  if (given.success_url === undefined) {
    throw missingParameter('success_url')
  }
  if (!given.line_items?.length) {
    throw missingParameter('line_items')
  }
  if (given.customer !== undefined && given.customer_email !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: customer, customer_email.')
  }
  if (given.allow_promotion_codes !== undefined && given.discounts !== undefined) {
    throw invalidRequest(
      'You may only specify one of these parameters: allow_promotion_codes, discounts.'
    )
  }
  if ((given.discounts?.length ?? 0) > 1) {
    throw invalidRequest('You can pass at most one discount.', { param: 'discounts' })
  }
  checkMode(given)
  checkExpiry(given.expires_at, now)
}

/**
 * Refuses sessions of an account that may not charge.
 *
 * @throws StripeError
 */
export function checkAccount(world: World) {
  if (!world.settings.chargesEnabled) {
    throw invalidRequest(
      'Your account cannot currently make charges. Please visit ' +
        'https://dashboard.stripe.com/account to activate it.',
      { code: 'account_invalid' }
    )
  }
}

/**
 * Refuses tax for a customer whose country is not known, unless the buyer's address is saved.
 * Source: https://docs.stripe.com/tax/checkout
 *
 * @throws StripeError
 */
export function checkTaxLocation(given: SessionParams, { address }: Customer) {
  const isKnown = Boolean(address?.country)
  if (given.automatic_tax?.enabled && !isKnown && given.customer_update?.address !== 'auto') {
    throw invalidRequest(
      'Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid ' +
        "address to the Customer or set either `customer_update[address]` to 'auto' or " +
        "`customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer.",
      { code: 'customer_tax_location_invalid' }
    )
  }
}

function checkMode(given: SessionParams) {
  const belongsTo = {
    payment: ['subscription_data', 'payment_method_collection'],
    subscription: ['customer_creation', 'invoice_creation', 'payment_intent_data', 'submit_type'],
  } as const
  const [mode, other] =
    given.mode === 'payment'
      ? (['payment', 'subscription'] as const)
      : (['subscription', 'payment'] as const)
  const wrong = belongsTo[mode].find((name) => given[name] !== undefined)
  if (wrong !== undefined) {
    throw invalidRequest(
      `You can not pass \`${wrong}\` in \`${mode}\` mode, only in \`${other}\` mode.`,
      {
        param: wrong,
      }
    )
  }
  if (given.customer !== undefined && given.customer_creation !== undefined) {
    throw invalidRequest('`customer_creation` can not be used with an existing `customer`.', {
      param: 'customer_creation',
    })
  }
  if (given.customer === undefined && given.customer_update !== undefined) {
    throw invalidRequest('`customer_update` can only be used with `customer`.', {
      param: 'customer_update',
    })
  }
}

function checkExpiry(expiresAt: number | undefined, now: number) {
  if (expiresAt === undefined) {
    return
  }
  const lifetime = expiresAt - now
  if (lifetime < MIN_LIFETIME - CLOCK_TOLERANCE || lifetime > MAX_LIFETIME + CLOCK_TOLERANCE) {
    throw invalidRequest(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session ' +
        'creation.',
      { param: 'expires_at' }
    )
  }
}
