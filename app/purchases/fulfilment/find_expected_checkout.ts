import type { CheckoutFacts } from '#stripe/payment_gateway'
import type { ExpectedCheckout } from '#purchases/fulfilment/purchase_state'
import CheckoutAttempt from '#models/checkout_attempt'
import Price from '#models/price'
import ProductConfiguration from '#models/product_configuration'
import type { PriceSnapshot, ProductSnapshot } from '#models/purchase'
import User from '#models/user'
import FindStoreIdentity from '#settings/find_store_identity'

/** What a buyer was sent to pay for, with the snapshots that the purchase keeps. */
export interface FoundExpectedCheckout {
  /** Null where the attempt's row is lost. */
  attemptId: number | null
  checkout: ExpectedCheckout
  user: User
  product: ProductSnapshot
  price: PriceSnapshot
}

/**
 * What this store expected when it created a Checkout Session; null for sessions of others.
 *
 * It is read from the attempt that was recorded before Stripe was called. Where that row is lost,
 * as after restoring a backup, it is rebuilt from the session: the buyer may have paid, and that
 * must not be lost.
 *
 * @throws {Error} where this store created the session but its product, price or user is missing
 */
export default class FindExpectedCheckout {
  async handle(facts: CheckoutFacts): Promise<FoundExpectedCheckout | null> {
    const { session } = facts
    const attempt = await findAttempt(session.id, session.metadata?.attempt)
    if (attempt) {
      return fromAttempt(attempt)
    }
    const identity = await new FindStoreIdentity().handle()
    return identity !== null && session.metadata?.source === identity ? fromSession(facts) : null
  }
}

async function findAttempt(
  sessionId: string,
  idempotencyKey: string | undefined
): Promise<CheckoutAttempt | null> {
  return CheckoutAttempt.query()
    .where('checkoutSessionId', sessionId)
    .orWhere((unanswered) =>
      unanswered.where('idempotencyKey', idempotencyKey ?? '').whereNull('checkoutSessionId')
    )
    .preload('user')
    .preload('price')
    .preload('productConfiguration', (configuration) => configuration.preload('product'))
    .first()
}

function fromAttempt(attempt: CheckoutAttempt): FoundExpectedCheckout {
  return {
    attemptId: attempt.id,
    checkout: {
      userId: attempt.userId,
      productConfigurationId: attempt.productConfigurationId,
      priceStripeId: attempt.price.stripeId,
      isRecurring: attempt.price.isRecurring,
      quantity: attempt.quantity,
      currency: attempt.currency,
      subtotalAmount: attempt.subtotalAmount,
    },
    user: attempt.user,
    ...snapshots(attempt.productConfiguration, attempt.price),
  }
}

async function fromSession({ session, lineItems }: CheckoutFacts): Promise<FoundExpectedCheckout> {
  const configuration = await ProductConfiguration.query()
    .where('id', Number(session.metadata?.product_configuration_id) || 0)
    .preload('product')
    .first()
  const user = await User.find(Number(session.client_reference_id) || 0)
  const price = await Price.query()
    .where('stripeId', lineItems.at(0)?.price?.id ?? '')
    .where('productId', configuration?.productId ?? 0)
    .first()
  if (!configuration || !user || !price) {
    throw new Error(
      `This store made the Checkout Session ${session.id}, but its product, price or user is missing.`
    )
  }
  return {
    attemptId: null,
    checkout: {
      userId: user.id,
      productConfigurationId: configuration.id,
      priceStripeId: price.stripeId,
      isRecurring: price.isRecurring,
      quantity: 1,
      currency: price.currency,
      subtotalAmount: price.unitAmount,
    },
    user,
    ...snapshots(configuration, price),
  }
}

function snapshots(
  configuration: ProductConfiguration,
  price: Price
): { product: ProductSnapshot; price: PriceSnapshot } {
  const { product } = configuration
  return {
    product: {
      stripeId: product.stripeId,
      name: configuration.name,
      description: product.description,
    },
    price: {
      stripeId: price.stripeId,
      currency: price.currency,
      unitAmount: price.unitAmount,
      interval: price.interval,
      intervalCount: price.intervalCount,
      nickname: price.nickname,
    },
  }
}
