import { StripeError } from '#stripe_emulator/http/stripe_error'

/** The beginning of each path, and the name of the right that it needs. */
const RESOURCES: [path: string, name: string][] = [
  ['/v1/account', 'accounts_kyc_basic'],
  ['/v1/balance_transactions', 'balance_transaction_source'],
  ['/v1/billing_portal', 'customer_portal'],
  ['/v1/charges', 'charge'],
  ['/v1/checkout/sessions', 'checkout_session'],
  ['/v1/coupons', 'coupon'],
  ['/v1/customers', 'customer'],
  ['/v1/disputes', 'dispute'],
  ['/v1/events', 'event'],
  ['/v1/invoice', 'invoice'],
  ['/v1/payment_intents', 'payment_intent'],
  ['/v1/payment_methods', 'payment_method'],
  ['/v1/prices', 'plan'],
  ['/v1/products', 'product'],
  ['/v1/promotion_codes', 'promotion_code'],
  ['/v1/refunds', 'charge'],
  ['/v1/subscriptions', 'subscription'],
  ['/v1/subscription_items', 'subscription'],
  ['/v1/tax_rates', 'tax_rate'],
  ['/v1/webhook_endpoints', 'webhook'],
]

/** The right that a call needs, as `rak_charge_read`; null where every key may make it. */
export function rightFor(method: string, path: string): string | null {
  const found = RESOURCES.find(([begin]) => path.startsWith(begin))
  return found ? `rak_${found[1]}_${method === 'GET' ? 'read' : 'write'}` : null
}

/**
 * Refuses a call that a restricted key has no right to. Writing includes reading.
 * @param key as Stripe shows it, masked
 * @throws StripeError 403
 */
export function checkRight(
  rights: readonly string[],
  { method, path }: { method: string; path: string },
  { key, accountId }: { key: string; accountId: string }
) {
  const right = rightFor(method, path)
  if (right === null || rights.includes(right) || rights.includes(writingOf(right))) {
    return
  }
  throw new StripeError(403, {
    type: 'invalid_request_error',
    message:
      `The provided key '${key}' does not have the required permissions for this endpoint on ` +
      `account '${accountId}'. Having the '${right}' permission would allow this request to continue.`,
  })
}

function writingOf(right: string) {
  return right.replace(/_read$/, '_write')
}
