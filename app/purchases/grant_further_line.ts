import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { accessSettings } from '#access/find_access'
import { buyerOf, ownerColumns } from '#buyers/buyer'
import { findBuyerFacts } from '#buyers/buyer_facts'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { databaseTime } from '#database/columns'
import FurtherLine from '#models/further_line'
import ProductConfiguration from '#models/product_configuration'
import Purchase from '#models/purchase'
import { endOfFurtherLine } from '#purchases/fulfilment/further_line_end'
import { mailGranted } from '#purchases/mail_granted'
import { productSnapshot } from '#purchases/product_snapshot'
import { newReference } from '#shared/public_reference'

/**
 * - `granted` the buyer has the product
 * - `already` somebody granted or settled it before
 * - `not_paid` its checkout is not paid, or the money went back
 * - `unknown_product` it is not in the catalogue
 */
export type GrantFurtherLineOutcome =
  | { type: 'granted'; purchase: Purchase }
  | { type: 'already'; purchaseId: number }
  | { type: 'not_paid' | 'unknown_product' | 'not_found' | 'forbidden' }

/** Statuses of a purchase whose further lines are paid. */
const PAID = ['active', 'past_due']

/**
 * Gives a buyer a product that they paid for in the same checkout as another one, such as a product
 * that Stripe offered there, and notifies them by mail. Once for any number of calls.
 */
export default class GrantFurtherLine {
  async handle({ id, actor }: { id: number; actor: Actor }): Promise<GrantFurtherLineOutcome> {
    if (!roleMay(actor.role, 'purchases.change')) {
      return { type: 'forbidden' }
    }
    const line = await FurtherLine.query().where('id', id).preload('purchase').first()
    if (line === null) {
      return { type: 'not_found' }
    }
    const configuration = await findConfiguration(line)
    if (configuration === null) {
      return { type: 'unknown_product' }
    }
    const purchase = await db.transaction(async (trx) => {
      if (!(await claim(id, actor, trx))) {
        return null
      }
      const granted = await grant(line, configuration, actor, trx)
      await trx.from('further_lines').where('id', id).update({ granted_purchase_id: granted.id })
      return granted
    })
    if (purchase !== null) {
      return { type: 'granted', purchase }
    }
    await line.refresh()
    const purchaseId = line.grantedPurchaseId ?? line.purchaseId
    return line.settledAt === null ? { type: 'not_paid' } : { type: 'already', purchaseId }
  }
}

function findConfiguration({ productStripeId }: FurtherLine): Promise<ProductConfiguration | null> {
  return ProductConfiguration.query()
    .whereHas('product', (product) => void product.where('stripeId', productStripeId ?? ''))
    .preload('product')
    .first()
}

/** The first statement is a write, so that of several concurrent calls one gets it. */
async function claim(id: number, actor: Actor, trx: TransactionClientContract): Promise<boolean> {
  const now = databaseTime(DateTime.utc())
  const claimed = await trx
    .from('further_lines')
    .where('id', id)
    .whereNull('settled_at')
    .whereExists((paid) =>
      paid
        .from('purchases')
        .whereColumn('purchases.id', 'further_lines.purchase_id')
        .whereIn('purchases.status', PAID)
    )
    .update({ settled_at: now, settled_by_id: actor.id, updated_at: now })
  return Number(claimed) === 1
}

async function grant(
  line: FurtherLine,
  configuration: ProductConfiguration,
  actor: Actor,
  trx: TransactionClientContract
): Promise<Purchase> {
  const paid = await Purchase.findOrFail(line.purchaseId, { client: trx })
  const { email } = await findBuyerFacts(paid, trx)
  const reason = `Paid together with ${paid.reference}`
  const now = DateTime.utc()
  const purchase = await Purchase.create(
    {
      reference: newReference(),
      ...ownerColumns(buyerOf(paid)),
      productConfigurationId: configuration.id,
      source: 'grant',
      status: 'active',
      livemode: paid.livemode,
      quantity: line.quantity,
      currency: line.currency,
      subtotalAmount: 0,
      discountAmount: 0,
      taxAmount: 0,
      totalAmount: 0,
      productSnapshot: productSnapshot(configuration),
      priceSnapshot: line.priceSnapshot,
      purchasedAt: paid.purchasedAt,
      syncVersion: 1,
      overrideReason: reason,
      overrideById: actor.id,
      overrideAt: now,
      overrideEndsAt: endOfFurtherLine(line, paid, accessSettings(configuration), now),
    },
    { client: trx }
  )
  await new RecordAudit().handle(
    {
      actor,
      action: 'purchase.granted',
      subject: { type: 'purchase', id: purchase.id, label: purchase.reference },
      changes: {
        product: { before: null, after: configuration.name },
        user: { before: null, after: email },
        override_reason: { before: null, after: reason },
      },
    },
    trx
  )
  await mailGranted(purchase, trx)
  return purchase
}
