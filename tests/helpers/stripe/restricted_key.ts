import app from '@adonisjs/core/services/app'
import stripeConfig from '#config/stripe'
import { PaymentGateway } from '#stripe/payment_gateway'
import { StripeGateway } from '#stripe/stripe_gateway'
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
  return emulator.createRestrictedKey(NEEDED_RIGHTS.filter((right) => !missing.includes(right)))
}

/**
 * Lets the store use another key, as if it had been started with it.
 * @returns how to go back
 */
export function useKey(secretKey: string): () => void {
  app.container.swap(PaymentGateway, () => new StripeGateway({ ...stripeConfig, secretKey }))
  return () => app.container.restore(PaymentGateway)
}
