import { emulator } from '#tests/helpers/stripe/emulator'

/** Every right that the README lists. */
export const NEEDED_RIGHTS = [
  'rak_checkout_session_write',
  'rak_customer_write',
  'rak_charge_write',
  'rak_payment_intent_read',
  'rak_dispute_read',
  'rak_subscription_write',
  'rak_invoice_write',
  'rak_product_write',
  'rak_plan_write',
  'rak_event_read',
  'rak_customer_portal_write',
  'rak_webhook_write',
  'rak_accounts_kyc_basic_read',
]

/** A restricted key with the needed rights but these. */
export function keyWithout(...missing: string[]): Promise<string> {
  return emulator.createRestrictedKey(rightsWithout(missing))
}

/** The same of the second account. */
export function secondKeyWithout(...missing: string[]): Promise<string> {
  return emulator.createRestrictedKey(rightsWithout(missing), 'second')
}

function rightsWithout(missing: string[]): string[] {
  return NEEDED_RIGHTS.filter((right) => !missing.includes(right))
}
