import env from '#start/env'

const apiBase = env.get('STRIPE_API_BASE')

/**
 * How this store talks to Stripe, or to the local stand-in.
 */
const stripeConfig = {
  secretKey: env.get('STRIPE_SECRET_KEY', ''),

  /** Several while a secret is being rolled. */
  webhookSecrets: env
    .get('STRIPE_WEBHOOK_SECRET', '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== ''),

  /** Set only beside the local Stripe. */
  apiBase,

  /** Pinned, so that an upgrade at Stripe changes nothing here. */
  apiVersion: '2026-10-28.endive' as const,

  /** The origins that a buyer may be sent to for paying. */
  checkoutOrigins: apiBase
    ? [new URL(apiBase).origin]
    : ['https://checkout.stripe.com', 'https://billing.stripe.com'],

  /** Milliseconds that all calls to Stripe together may take while a person waits. */
  interactiveDeadline: 12_000,

  /** Milliseconds for one call. */
  callTimeout: 5_000,

  /** Minutes for which a Checkout Session stays open. */
  sessionMinutes: 60,
}

export default stripeConfig
