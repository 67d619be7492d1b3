import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import ClaimStoreIdentity from '#settings/claim_store_identity'
import CheckoutAttempt from '#models/checkout_attempt'
import Price from '#models/price'
import ProductConfiguration from '#models/product_configuration'
import { stripe } from '#tests/helpers/stripe/stripe'

/**
 * A checkout of somebody without an account, as the store will begin it once guests can buy.
 * @returns the session's id
 */
export async function beginGuestCheckout(slugs: string[]): Promise<string> {
  const lines = await Promise.all(slugs.map(readLine))
  const idempotencyKey = `checkout-${randomUUID()}`
  const expiresAt = DateTime.utc().plus({ hours: 1 }).startOf('second')
  const isRecurring = lines.some(({ price }) => price.isRecurring)
  const parameters = {
    mode: isRecurring ? ('subscription' as const) : ('payment' as const),
    line_items: lines.map(({ price }) => ({ price: price.stripeId, quantity: 1 })),
    client_reference_id: idempotencyKey,
    metadata: {
      source: await new ClaimStoreIdentity().handle(),
      product: lines[0].configuration.product.stripeId,
      attempt: idempotencyKey,
    },
    success_url: 'http://localhost/back',
    cancel_url: 'http://localhost/cancelled',
    expires_at: expiresAt.toUnixInteger(),
  }
  const attempt = await CheckoutAttempt.create({
    browser: randomUUID(),
    linesKey: lines.map(({ price }) => price.stripeId).join(','),
    currency: lines[0].price.currency,
    idempotencyKey,
    status: 'open',
    expiresAt,
    parameters,
  })
  await attempt.related('lines').createMany(
    lines.map(({ price, configuration }) => ({
      productConfigurationId: configuration.id,
      priceId: price.id,
      quantity: 1,
      subtotalAmount: price.unitAmount,
    }))
  )
  const session = await stripe.checkout.sessions.create(parameters, { idempotencyKey })
  await attempt.merge({ checkoutSessionId: session.id, url: session.url }).save()
  return session.id
}

async function readLine(slug: string) {
  const configuration = await ProductConfiguration.query()
    .where('slug', slug)
    .preload('product')
    .firstOrFail()
  const price = await Price.query()
    .where('productId', configuration.productId)
    .orderBy('id')
    .firstOrFail()
  return { configuration, price }
}
