/**
 * What a refusal by Stripe is about, as far as the store answers differently.
 *
 * - `account` the account may not charge
 * - `portal` the settings of the billing portal were never saved
 * - `currency` the customer has a subscription in another currency, or an open checkout of one
 * - `email` Stripe does not accept the e-mail address
 * - `customer` the customer was deleted in Stripe
 * - `price` a price that Stripe does not sell: archived, metered, too small or too large
 * - `unknown_origin` not Stripe but the store refuses: the payment page is at an unknown origin
 * - `clock` a time that the store sent: the clock of this machine is wrong
 * - `other` anything else
 */
export type Refusal =
  | 'account'
  | 'portal'
  | 'currency'
  | 'email'
  | 'customer'
  | 'price'
  | 'unknown_origin'
  | 'clock'
  | 'other'

/** The parts of Stripe's error that tell what it is about. */
export interface RefusalFacts {
  code?: string
  param?: string
  message: string
}

/** Codes for the account itself. Source: https://docs.stripe.com/error-codes */
const ACCOUNT_CODES = new Set([
  'account_closed',
  'account_error_country_change_requires_additional_steps',
  'account_information_mismatch',
  'account_invalid',
  'account_number_invalid',
  'platform_account_required',
  'testmode_charges_only',
])

/** Codes for what is sold. */
const PRICE_CODES = new Set(['amount_too_large', 'amount_too_small', 'invalid_charge_amount'])

/**
 * Stripe has no codes for most of these, so their texts decide; a text that has changed is `other`,
 * whose words are true for every refusal.
 */
const TEXTS: [Refusal, RegExp][] = [
  ['currency', /combine currencies on a single customer|does not match the customer currency/i],
  ['portal', /customer portal settings|default configuration has not been created/i],
  ['account', /cannot currently make (live )?charges|set an account or business name/i],
  ['account', /account (has been|is|was) (rejected|closed|disabled|restricted)/i],
  ['price', /product is not active|is inactive|usage_type is `metered`/i],
]

/** Classifies a refusal of Stripe. */
export function refusalOf({ code = '', param = '', message }: RefusalFacts): Refusal {
  if (code === 'email_invalid') {
    return 'email'
  }
  if (ACCOUNT_CODES.has(code)) {
    return 'account'
  }
  const found = TEXTS.find(([, text]) => text.test(message))
  if (found) {
    return found[0]
  }
  if (param === 'expires_at') {
    return 'clock'
  }
  if (param === 'customer') {
    return 'customer'
  }
  return PRICE_CODES.has(code) || param.startsWith('line_items') ? 'price' : 'other'
}

/** The right that a restricted key lacks, as Stripe names it: `rak_customer_write`. */
export function missingRight(message: string): string | null {
  return /\brak_\w+/.exec(message)?.[0] ?? null
}
