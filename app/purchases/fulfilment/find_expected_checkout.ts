import type Stripe from 'stripe'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { findBuyerFacts } from '#buyers/buyer_facts'
import { priceSnapshot } from '#purchases/fulfilment/bought_lines'
import type { ExpectedCheckout, KnownAmount } from '#purchases/fulfilment/expected_checkout'
import { belongsToAccount, emailOf, type PaidBy } from '#purchases/fulfilment/paid_by'
import CheckoutAttempt from '#models/checkout_attempt'
import CurrencyCustomer from '#models/currency_customer'
import Price from '#models/price'
import ProductConfiguration from '#models/product_configuration'
import Purchase, { type PriceSnapshot, type ProductSnapshot } from '#models/purchase'
import UnassignedPayment from '#models/unassigned_payment'
import { productSnapshot } from '#purchases/product_snapshot'
import User from '#models/user'
import FindStoreIdentity from '#settings/find_store_identity'
import { idOf } from '#stripe/stripe_objects'

/** What a buyer was sent to pay for, with the snapshots that the purchase keeps. */
export interface FoundExpectedCheckout {
  type: 'found'
  /** Null where the attempt's row is lost. */
  attemptId: number | null
  checkout: ExpectedCheckout
  user: User
  product: ProductSnapshot
  price: PriceSnapshot
}

/**
 * - `not_ours` a session of another store
 * - `unassigned` this store created it, and it is not known for whom or of what; `problem` says why
 */
export type ExpectedCheckoutSearch =
  FoundExpectedCheckout | { type: 'not_ours' } | { type: 'unassigned'; problem: string }

const NO_ACCOUNT =
  'No account has this customer at Stripe or has confirmed this address. Assign it to the right account, or refund it in Stripe'
const NO_PRODUCT =
  'The product is not known here. Copy the catalogue from Stripe, then compare with Stripe'

/**
 * What this store expected when it created a Checkout Session.
 *
 * It is read from the attempt that was recorded before Stripe was called. Where that row is lost,
 * as after restoring a backup, it is rebuilt from the session: the buyer may have paid, and that
 * must not be lost. The account is then the one with the session's customer or, if confirmed, its
 * address, or the one that staff chose: the ids of rows are given out again after a restore.
 */
export default class FindExpectedCheckout {
  async handle(facts: CheckoutFacts): Promise<ExpectedCheckoutSearch> {
    const { session } = facts
    const attempt = await findAttempt(session.id, session.metadata?.attempt)
    if (attempt) {
      return fromAttempt(attempt, facts)
    }
    const identity = await new FindStoreIdentity().handle()
    return identity !== null && session.metadata?.source === identity
      ? fromSession(facts)
      : { type: 'not_ours' }
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

async function fromAttempt(
  attempt: CheckoutAttempt,
  facts: CheckoutFacts
): Promise<FoundExpectedCheckout> {
  const { user, price, productConfiguration: configuration } = attempt
  const { customer } = attempt.parameters as Stripe.Checkout.SessionCreateParams
  return {
    type: 'found',
    attemptId: attempt.id,
    checkout: {
      userId: user.id,
      paidBy: paidBy(user, user.email, customer),
      productConfigurationId: configuration.id,
      productStripeId: configuration.product.stripeId,
      priceStripeId: price.stripeId,
      isRecurring: price.isRecurring,
      quantity: attempt.quantity,
      currency: attempt.currency,
      subtotalAmount: attempt.subtotalAmount,
      knownAmounts: await findKnownAmounts(facts),
    },
    user,
    product: productSnapshot(configuration),
    price: snapshotOf(price),
  }
}

/** Sessions name Stripe's id of their product; older ones do not, and have one line. */
async function fromSession(facts: CheckoutFacts): Promise<ExpectedCheckoutSearch> {
  const { session, lineItems } = facts
  const productStripeId = session.metadata?.product ?? idOf(lineItems.at(0)?.price?.product) ?? ''
  const configuration = await ProductConfiguration.query()
    .whereHas('product', (product) => void product.where('stripeId', productStripeId))
    .preload('product')
    .first()
  const price = lineItems
    .map((line) => line.price)
    .find((one) => one && idOf(one.product) === productStripeId)
  if (!configuration || !price) {
    return { type: 'unassigned', problem: NO_PRODUCT }
  }
  const owner = await findOwner(session)
  if (owner === null) {
    return { type: 'unassigned', problem: NO_ACCOUNT }
  }
  return {
    type: 'found',
    attemptId: null,
    checkout: {
      userId: owner.user.id,
      paidBy: owner.paidBy,
      productConfigurationId: configuration.id,
      productStripeId,
      priceStripeId: price.id,
      isRecurring: price.type === 'recurring',
      quantity: 1,
      currency: price.currency,
      subtotalAmount: price.unit_amount,
      knownAmounts: await findKnownAmounts(facts),
    },
    user: owner.user,
    product: productSnapshot(configuration),
    price: priceSnapshot(price, price.currency),
  }
}

/** Whose a session is without its attempt. Anybody can sign up with an address of others. */
async function findOwner(
  session: Stripe.Checkout.Session
): Promise<{ user: User; paidBy: PaidBy } | null> {
  const customerId = idOf(session.customer)
  const settled = await UnassignedPayment.query()
    .where('checkoutSessionId', session.id)
    .where('status', 'assigned')
    .preload('user')
    .first()
  if (settled?.user) {
    return { user: settled.user, paidBy: paidBy(settled.user, emailOf(session), customerId) }
  }
  const recorded = await Purchase.findBy('checkoutSessionId', session.id)
  const account = recorded === null ? null : (await findBuyerFacts(recorded)).account
  if (account !== null) {
    return { user: account, paidBy: paidBy(account, account.email, customerId) }
  }
  const further = await CurrencyCustomer.findBy('stripeCustomerId', customerId ?? '')
  const users = await User.query()
    .where('stripeCustomerId', customerId ?? '')
    .orWhere('id', further?.userId ?? 0)
    .orWhere((confirmed) =>
      confirmed.where('email', emailOf(session) ?? '').whereNotNull('emailVerifiedAt')
    )
  const owners = users
    .map((user) => ({
      user,
      paidBy: paidBy(
        user,
        user.emailVerifiedAt === null ? null : user.email,
        user.id === further?.userId ? customerId : null
      ),
    }))
    .filter((owner) => belongsToAccount(session, owner.paidBy))
  const byCustomer = owners.find(
    ({ user }) => user.stripeCustomerId === customerId || user.id === further?.userId
  )
  return byCustomer ?? owners.at(0) ?? null
}

function paidBy(user: User, email: string | null, customerId?: string | null): PaidBy {
  const ids = [user.stripeCustomerId, customerId]
  return { customerStripeIds: ids.filter((id) => typeof id === 'string'), email }
}

/**
 * The amounts of the session's prices in other currencies: as they were copied, and as they were when
 * the purchase was recorded.
 */
async function findKnownAmounts({ session, lineItems }: CheckoutFacts): Promise<KnownAmount[]> {
  const priceIds = lineItems.flatMap(({ price }) => (price ? [price.id] : []))
  const copies = await Price.query().whereIn('stripeId', priceIds)
  const purchase = await Purchase.query()
    .select('priceSnapshot')
    .where('checkoutSessionId', session.id)
    .first()
  const snapshot = purchase?.priceSnapshot
  return [
    ...copies.flatMap(({ stripeId, currencyOptions }) =>
      Object.entries(currencyOptions ?? {}).map(([currency, unitAmount]) => ({
        priceStripeId: stripeId,
        currency,
        unitAmount: Number(unitAmount),
      }))
    ),
    ...(snapshot
      ? [
          {
            priceStripeId: snapshot.stripeId,
            currency: snapshot.currency,
            unitAmount: snapshot.unitAmount,
          },
        ]
      : []),
  ]
}

function snapshotOf(price: Price): PriceSnapshot {
  const { stripeId, currency, unitAmount, interval, intervalCount, nickname } = price
  return { stripeId, currency, unitAmount, interval, intervalCount, nickname }
}
