import type Stripe from 'stripe'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { accountBuyer, accountIdOf, addressBuyer, type Buyer } from '#buyers/buyer'
import { priceSnapshot } from '#purchases/fulfilment/bought_price'
import type {
  ExpectedCheckout,
  ExpectedLine,
  KnownAmount,
} from '#purchases/fulfilment/expected_checkout'
import FindCheckoutOwner from '#purchases/fulfilment/find_checkout_owner'
import { emailOf, paidBy } from '#purchases/fulfilment/paid_by'
import CheckoutAttempt from '#models/checkout_attempt'
import type CheckoutAttemptLine from '#models/checkout_attempt_line'
import FurtherLine from '#models/further_line'
import Price from '#models/price'
import ProductConfiguration from '#models/product_configuration'
import Purchase, { type PriceSnapshot, type ProductSnapshot } from '#models/purchase'
import { productOf } from '#purchases/fulfilment/sold_products'
import { productSnapshot } from '#purchases/product_snapshot'
import FindStoreIdentity from '#settings/find_store_identity'
import { idOf } from '#stripe/stripe_objects'

/** A product as a purchase of it keeps it. */
export interface KnownProduct {
  productConfigurationId: number
  product: ProductSnapshot
  /** The price that was asked for; null for what the buyer added at the checkout. */
  price: PriceSnapshot | null
}

/** What a buyer was sent to pay for, with the snapshots that the purchases keep. */
export interface FoundExpectedCheckout {
  type: 'found'
  /** Null where the attempt's row is lost. */
  attemptId: number | null
  checkout: ExpectedCheckout
  /**
   * The account, or the address with which it was paid. That may have become an account's meanwhile,
   * which is found out in the transaction that writes the purchases.
   */
  owner: Buyer
  /** Those that were asked for and those that can become purchases too, by Stripe's id. */
  products: ReadonlyMap<string, KnownProduct>
}

/**
 * - `not_ours` a session of another store
 * - `unassigned` this store created it, and it is not known for whom or of what; `problem` says why
 */
export type ExpectedCheckoutSearch =
  FoundExpectedCheckout | { type: 'not_ours' } | { type: 'unassigned'; problem: string }

const NO_ACCOUNT =
  'No account has this customer at Stripe or has confirmed this address. Assign it to the right account, or refund it in Stripe'
const NO_ADDRESS =
  'The buyer has no account, and Stripe has no address of them. Refund it in Stripe'
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
    .preload('lines', (lines) =>
      lines
        .preload('price')
        .preload('productConfiguration', (configuration) => configuration.preload('product'))
        .orderBy('id')
    )
    .first()
}

async function fromAttempt(
  attempt: CheckoutAttempt,
  facts: CheckoutFacts
): Promise<ExpectedCheckoutSearch> {
  const { user, lines } = attempt
  const { customer } = attempt.parameters as Stripe.Checkout.SessionCreateParams
  const asked = onePerProduct(lines).map(expectedLine) as ExpectedCheckout['lines']
  const others = await findOthers(
    facts,
    asked.map(({ productStripeId }) => productStripeId)
  )
  const owner = ownerOf(attempt, facts.session)
  if (owner === null) {
    return { type: 'unassigned', problem: NO_ADDRESS }
  }
  return {
    type: 'found',
    attemptId: attempt.id,
    owner,
    checkout: {
      userId: attempt.userId,
      paidBy: attempt.userId === null ? null : paidBy(user, user.email, customer),
      isRecurring: lines.some(({ price }) => price.isRecurring),
      currency: attempt.currency,
      lines: asked,
      otherProducts: new Set(others.keys()),
      knownAmounts: await findKnownAmounts(facts),
    },
    products: new Map([
      ...onePerProduct(lines).map(({ productConfiguration, price }): [string, KnownProduct] => [
        productConfiguration.product.stripeId,
        knownProduct(productConfiguration, snapshotOf(price)),
      ]),
      ...others,
    ]),
  }
}

/** The account, else the address with which it was paid; null where Stripe has none. */
function ownerOf({ userId }: CheckoutAttempt, session: Stripe.Checkout.Session): Buyer | null {
  if (userId !== null) {
    return accountBuyer({ id: userId })
  }
  const email = emailOf(session)
  return email === null ? null : addressBuyer(email)
}

/** The first line of each product; other prices of it are kept beside that one. */
function onePerProduct(lines: CheckoutAttemptLine[]): CheckoutAttemptLine[] {
  const ids = lines.map((line) => line.productConfigurationId)
  return lines.filter((line, index) => ids.indexOf(line.productConfigurationId) === index)
}

function expectedLine(line: CheckoutAttemptLine): ExpectedLine {
  const { productConfiguration: configuration, price, quantity, subtotalAmount } = line
  return {
    productConfigurationId: configuration.id,
    productStripeId: configuration.product.stripeId,
    priceStripeId: price.stripeId,
    quantity,
    subtotalAmount,
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
  const owner = await new FindCheckoutOwner().handle(session)
  if (owner === null) {
    return { type: 'unassigned', problem: NO_ACCOUNT }
  }
  const others = await findOthers(facts, [productStripeId])
  return {
    type: 'found',
    attemptId: null,
    owner: owner.owner,
    checkout: {
      userId: accountIdOf(owner.owner),
      paidBy: owner.paidBy,
      isRecurring: session.mode === 'subscription',
      currency: price.currency,
      lines: [
        {
          productConfigurationId: configuration.id,
          productStripeId,
          priceStripeId: price.id,
          quantity: 1,
          subtotalAmount: price.unit_amount,
        },
      ],
      otherProducts: new Set(others.keys()),
      knownAmounts: await findKnownAmounts(facts),
    },
    products: new Map([
      [productStripeId, knownProduct(configuration, priceSnapshot(price, price.currency))],
      ...others,
    ]),
  }
}

/**
 * The other products of a session that are here, without those that staff settled otherwise; but one that
 * has its purchase keeps it.
 */
async function findOthers(
  { session, lineItems }: CheckoutFacts,
  asked: string[]
): Promise<Map<string, KnownProduct>> {
  const ids = lineItems.map((line) => productOf(line)).filter((id) => id !== null)
  const others = ids.filter((id) => !asked.includes(id))
  if (others.length === 0) {
    return new Map()
  }
  const settled = await FurtherLine.query()
    .whereNotNull('settledAt')
    .whereNull('grantedPurchaseId')
    .whereHas('purchase', (purchase) => void purchase.where('checkoutSessionId', session.id))
  const recorded = await Purchase.query()
    .select('boughtProductStripeId')
    .where('checkoutSessionId', session.id)
  const configurations = await ProductConfiguration.query()
    .whereHas('product', (product) => void product.whereIn('stripeId', others))
    .preload('product')
  return new Map(
    configurations
      .filter(
        ({ product: { stripeId } }) =>
          recorded.some(({ boughtProductStripeId }) => boughtProductStripeId === stripeId) ||
          settled.every(({ productStripeId }) => productStripeId !== stripeId)
      )
      .map((configuration) => [configuration.product.stripeId, knownProduct(configuration, null)])
  )
}

function knownProduct(
  configuration: ProductConfiguration,
  price: PriceSnapshot | null
): KnownProduct {
  return {
    productConfigurationId: configuration.id,
    product: productSnapshot(configuration),
    price,
  }
}

/**
 * The amounts of the session's prices in other currencies: as they were copied, and as they were when
 * the purchase was recorded.
 */
async function findKnownAmounts({ session, lineItems }: CheckoutFacts): Promise<KnownAmount[]> {
  const priceIds = lineItems.flatMap(({ price }) => (price ? [price.id] : []))
  const copies = await Price.query().whereIn('stripeId', priceIds)
  const purchases = await Purchase.query()
    .select('priceSnapshot')
    .where('checkoutSessionId', session.id)
  return [
    ...copies.flatMap(({ stripeId, currencyOptions }) =>
      Object.entries(currencyOptions ?? {}).map(([currency, unitAmount]) => ({
        priceStripeId: stripeId,
        currency,
        unitAmount: Number(unitAmount),
      }))
    ),
    ...purchases.map(({ priceSnapshot: { stripeId, currency, unitAmount } }) => ({
      priceStripeId: stripeId,
      currency,
      unitAmount,
    })),
  ]
}

function snapshotOf(price: Price): PriceSnapshot {
  const { stripeId, currency, unitAmount, interval, intervalCount, nickname } = price
  return { stripeId, currency, unitAmount, interval, intervalCount, nickname }
}
