import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { NO_KEPT_CHARGES } from '#access/save_override'
import { accountIdOf, type Buyer, buyerOf, ownerColumns } from '#buyers/buyer'
import FindOwner from '#buyers/find_owner'
import { databaseTime } from '#database/columns'
import Purchase from '#models/purchase'
import type { PurchaseStatus } from '#models/purchase_status'
import {
  type ChangedPurchase,
  opens,
  queueCheckoutMails,
} from '#purchases/fulfilment/checkout_mails'
import type { FoundExpectedCheckout } from '#purchases/fulfilment/find_expected_checkout'
import type { SubscribedProducts } from '#purchases/fulfilment/find_subscribed_product'
import { purchaseColumns } from '#purchases/fulfilment/purchase_columns'
import type { CheckoutState, PurchaseOfProduct } from '#purchases/fulfilment/purchase_state'
import RecordSubscriptionChanges from '#purchases/fulfilment/record_subscription_changes'
import WriteFurtherLines from '#purchases/fulfilment/write_further_lines'
import WritePayments, { type PaymentUpdates } from '#purchases/fulfilment/write_payments'
import WriteProductChange from '#purchases/fulfilment/write_product_change'
import { newReference } from '#shared/public_reference'

/** The version of a purchase before Stripe was read. */
export interface SeenPurchase {
  id: number
  /** Stripe's id of the product that its checkout sold. */
  boughtProductStripeId: string
  syncVersion: number
  status: PurchaseStatus
}

export interface WriteCheckoutInput {
  sessionId: string
  /** Every purchase of the session that had a row. */
  seen: SeenPurchase[]
  state: Extract<CheckoutState, { type: 'purchases' }>
  expected: FoundExpectedCheckout
  subscribed: SubscribedProducts
  readAt: DateTime
}

/** A purchase after a write. */
export interface WrittenPurchase extends ChangedPurchase {
  /** The product that it was of before; null where that has not changed. */
  productBefore: number | null
}

/** The purchases of a checkout after a write, with the payments, refunds and disputes that are new. */
export interface WrittenCheckout {
  /** The first is that of the first product that was asked for. */
  purchases: [WrittenPurchase, ...WrittenPurchase[]]
  updates: PaymentUpdates
}

/** A purchase between the steps of a write. */
interface Row {
  sold: PurchaseOfProduct
  /** As it was; null for a new one. */
  before: Purchase | null
  purchase: Purchase
  /** As it was before Stripe was read. */
  statusBefore: PurchaseStatus | null
}

/** Another writer changed a purchase of the session meanwhile. */
class Overtaken extends Error {}

/**
 * Writes Stripe's state of all purchases of a checkout, its payments, refunds and disputes, and the
 * mails about them, in one transaction; only if every row still has the version from before Stripe was
 * read. For `FulfilCheckout` only.
 */
export default class WriteCheckout {
  /**
   * @returns null where another writer changed a row meanwhile; then nothing was written
   * @throws a unique violation where another writer created a row meanwhile
   */
  async handle(input: WriteCheckoutInput): Promise<WrittenCheckout | null> {
    try {
      return await db.transaction((trx) => this.#write(input, trx))
    } catch (error) {
      if (error instanceof Overtaken) {
        return null
      }
      throw error
    }
  }

  async #write(input: WriteCheckoutInput, trx: TransactionClientContract) {
    const owner = await findOwner(input, trx)
    const updated = await this.#updateAll(input, trx)
    await makeRoom(updated, input, trx)
    const inserted = await this.#insertAll(input, owner, trx)
    const written: WrittenPurchase[] = []
    for (const row of [...updated, ...inserted]) {
      written.push(await this.#writeChanges(row, input, trx))
    }
    const purchases = input.state.purchases.map(({ productStripeId: id }) =>
      written.find(({ purchase }) => purchase.boughtProductStripeId === id)!
    ) as [WrittenPurchase, ...WrittenPurchase[]]
    const rows = purchases.map(({ purchase }) => purchase)
    const updates = await new WritePayments().handle(rows, input.state.payments, trx)
    await new WriteFurtherLines().handle(rows, input.state.foreignLines, trx)
    await closeAttempt(input, trx)
    await assignPayment(rows[0], trx)
    await queueCheckoutMails(purchases, updates.refunds, trx)
    return { purchases, updates }
  }

  /** By id: two writers take them in the same order, so that neither waits for both. */
  async #updateAll(input: WriteCheckoutInput, trx: TransactionClientContract): Promise<Row[]> {
    const rows: Row[] = []
    for (const seen of input.seen.toSorted((one, other) => one.id - other.id)) {
      const sold = input.state.purchases.find(
        ({ productStripeId: id }) => id === seen.boughtProductStripeId
      )
      if (sold) {
        const before = await Purchase.find(seen.id, { client: trx })
        const purchase = await this.#update(sold, seen, input, trx)
        rows.push({ sold, before, purchase, statusBefore: seen.status })
      }
    }
    return rows
  }

  async #insertAll(
    input: WriteCheckoutInput,
    owner: Buyer,
    trx: TransactionClientContract
  ): Promise<Row[]> {
    const rows: Row[] = []
    for (const sold of input.state.purchases) {
      if (!input.seen.some((one) => one.boughtProductStripeId === sold.productStripeId)) {
        const purchase = await this.#insert(sold, owner, input, trx)
        rows.push({ sold, before: null, purchase, statusBefore: null })
      }
    }
    return rows
  }

  async #writeChanges(
    { sold, before, purchase, statusBefore }: Row,
    { subscribed, sessionId, readAt }: WriteCheckoutInput,
    trx: TransactionClientContract
  ): Promise<WrittenPurchase> {
    const product = subscribed.get(sold.productStripeId)!
    const productBefore = await new WriteProductChange().handle(purchase, product, sessionId, trx)
    await new RecordSubscriptionChanges().handle(
      { before, purchase, state: sold.purchase, readAt },
      trx
    )
    return { purchase, before: statusBefore, productBefore }
  }

  async #update(
    { productStripeId, purchase: state, price }: PurchaseOfProduct,
    seen: SeenPurchase,
    { subscribed: products, readAt }: WriteCheckoutInput,
    trx: TransactionClientContract
  ): Promise<Purchase> {
    const subscribed = products.get(productStripeId)!
    const written = await trx
      .from('purchases')
      .where('id', seen.id)
      .where('sync_version', seen.syncVersion)
      .update({
        ...purchaseColumns(state),
        price_stripe_id: subscribed.priceStripeId,
        unknown_product_stripe_id: subscribed.unknownProductStripeId,
        ...(seen.status === 'mismatch' && price !== null
          ? { price_snapshot: JSON.stringify(price) }
          : {}),
        ...(opens(seen.status, state.status) ? NO_KEPT_CHARGES : {}),
        stripe_synced_at: databaseTime(readAt),
        sync_version: seen.syncVersion + 1,
        updated_at: databaseTime(DateTime.utc()),
      })
    if (Number(written) !== 1) {
      throw new Overtaken()
    }
    return Purchase.findOrFail(seen.id, { client: trx })
  }

  async #insert(
    { productStripeId, purchase: state, price }: PurchaseOfProduct,
    owner: Buyer,
    { sessionId, expected, subscribed: products, readAt }: WriteCheckoutInput,
    trx: TransactionClientContract
  ): Promise<Purchase> {
    const subscribed = products.get(productStripeId)!
    const sold = expected.products.get(productStripeId)!
    return Purchase.create(
      {
        ...state,
        reference: newReference(),
        source: 'stripe',
        checkoutSessionId: sessionId,
        boughtProductStripeId: productStripeId,
        ...ownerColumns(owner),
        productConfigurationId: sold.productConfigurationId,
        productSnapshot: sold.product,
        priceSnapshot: price ?? sold.price!,
        priceStripeId: subscribed.priceStripeId,
        unknownProductStripeId: subscribed.unknownProductStripeId,
        stripeSyncedAt: readAt,
        syncVersion: 1,
      },
      { client: trx }
    )
  }
}

/** Locks the address first, so that nobody confirms it while its purchases are written. */
function findOwner(
  { expected: { owner } }: WriteCheckoutInput,
  trx: TransactionClientContract
): Promise<Buyer> {
  return owner.type === 'address'
    ? new FindOwner().handle(owner.email, trx)
    : Promise.resolve(owner)
}

/**
 * Takes the purchases that move to another product out of the checkout until they do, in the same
 * transaction: it has one purchase per product, and one may move to what another one leaves.
 */
async function makeRoom(
  rows: Row[],
  { subscribed }: WriteCheckoutInput,
  trx: TransactionClientContract
) {
  for (const { sold, purchase } of rows) {
    const { productConfigurationId } = subscribed.get(sold.productStripeId)!
    if (purchase.productConfigurationId !== productConfigurationId) {
      await purchase.useTransaction(trx).merge({ checkoutSessionId: null }).save()
    }
  }
}

/**
 * Completes the attempt. It may not have its session yet, where the process died after calling
 * Stripe.
 */
async function closeAttempt(
  { sessionId, expected }: WriteCheckoutInput,
  trx: TransactionClientContract
) {
  if (expected.attemptId !== null) {
    await trx
      .from('checkout_attempts')
      .where('id', expected.attemptId)
      .whereNot('status', 'completed')
      .update({
        status: 'completed',
        checkout_session_id: sessionId,
        updated_at: databaseTime(DateTime.utc()),
      })
  }
}

/** Closes the entry for staff, where the payment waited for its account. */
async function assignPayment(purchase: Purchase, trx: TransactionClientContract) {
  await trx
    .from('unassigned_payments')
    .where('checkout_session_id', purchase.checkoutSessionId!)
    .where('status', 'open')
    .update({
      status: 'assigned',
      user_id: accountIdOf(buyerOf(purchase)),
      settled_at: databaseTime(DateTime.utc()),
      updated_at: databaseTime(DateTime.utc()),
    })
}
