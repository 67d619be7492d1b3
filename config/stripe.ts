import env from '#start/env'

const apiBase = env.get('STRIPE_API_BASE')

/**
 * The connection to Stripe, or to the local Stripe.
 */
const stripeConfig = {
  secretKey: env.get('STRIPE_SECRET_KEY', ''),

  /** More than one while a secret is being rolled. */
  webhookSecrets: env
    .get('STRIPE_WEBHOOK_SECRET', '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== ''),

  /** Set only for the local Stripe. */
  apiBase,

  /** Pinned, so that upgrading the account's default version in Stripe changes nothing here. */
  apiVersion: '2026-10-28.endive' as const,

  /**
   * The origins that buyers may be redirected to, for checkout and the billing portal: Stripe's own, and
   * custom domains.
   */
  checkoutOrigins: [
    ...(apiBase
      ? [new URL(apiBase).origin]
      : ['https://checkout.stripe.com', 'https://billing.stripe.com']),
    ...env
      .get('STRIPE_CHECKOUT_ORIGINS', '')
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
  ],

  /** Milliseconds that all calls to Stripe together may take while a person waits. */
  interactiveDeadline: 12_000,

  /** Milliseconds for one call. */
  callTimeout: 5_000,

  /** Minutes after which a Checkout Session expires. */
  sessionMinutes: 60,
}

export default stripeConfig
