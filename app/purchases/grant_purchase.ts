import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { REASON_LENGTH } from '#access/decide_access'
import { type Buyer, ownerColumns } from '#buyers/buyer'
import FindOwner from '#buyers/find_owner'
import { ofBuyer } from '#buyers/purchases_of'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { mailGranted } from '#purchases/mail_granted'
import { productSnapshot } from '#purchases/product_snapshot'
import { newReference } from '#shared/public_reference'
import ProductConfiguration from '#models/product_configuration'
import Purchase from '#models/purchase'
import { PaymentGateway } from '#stripe/payment_gateway'

export interface GrantPurchaseInput {
  /** In its one spelling. */
  email: string
  configurationId: number
  reason: string
  /** When the access ends; null for never. */
  endsAt: DateTime | null
  actor: Actor
}

/**
 * Mails an address that no account has confirmed how to get a grant. It runs in the transaction of the
 * grant.
 */
export type MailUnconfirmed = (
  purchase: Purchase,
  email: string,
  trx: TransactionClientContract
) => Promise<void>

/**
 * `invalid`: what is wrong, one sentence per field; `forbidden`: the actor's role may not change
 * purchases.
 */
export type GrantPurchaseOutcome =
  | { type: 'granted'; purchase: Purchase }
  /** No account has confirmed the address; the one that does gets the product. */
  | { type: 'waits'; purchase: Purchase }
  /** Its owner has a grant of this product that is still valid, or waits for the same address. */
  | { type: 'has_one'; purchase: Purchase }
  | { type: 'invalid'; problems: { reason?: string; endsAt?: string; product?: string } }
  | { type: 'forbidden' }

/**
 * Gives somebody a product without payment and notifies them by mail. A grant is a purchase that does
 * not exist in Stripe. Anybody can create an account with somebody else's address, so a grant to an
 * address that no account has confirmed belongs to the address, and waits until one does.
 */
@inject()
export default class GrantPurchase {
  constructor(private gateway: PaymentGateway) {}

  async handle(
    input: GrantPurchaseInput,
    mailUnconfirmed: MailUnconfirmed
  ): Promise<GrantPurchaseOutcome> {
    if (!roleMay(input.actor.role, 'purchases.change')) {
      return { type: 'forbidden' }
    }
    const configuration = await ProductConfiguration.query()
      .where('id', input.configurationId)
      .preload('product')
      .first()
    const problems = problemsOf(input)
    if (configuration === null) {
      return { type: 'invalid', problems: { ...problems, product: 'Choose a product' } }
    }
    if (Object.keys(problems).length > 0) {
      return { type: 'invalid', problems }
    }
    return db.transaction(async (trx) => {
      const owner = await new FindOwner().handle(input.email, trx)
      const earlier = await findGrant(owner, configuration, trx)
      if (earlier) {
        return { type: 'has_one', purchase: earlier }
      }
      const facts = { ...input, livemode: this.gateway.livemode }
      const purchase = await grant(facts, owner, configuration, trx)
      if (owner.type === 'address') {
        await mailUnconfirmed(purchase, owner.email, trx)
        return { type: 'waits', purchase }
      }
      await mailGranted(purchase, trx)
      return { type: 'granted', purchase }
    })
  }
}

async function findGrant(
  owner: Buyer,
  configuration: ProductConfiguration,
  trx: TransactionClientContract
): Promise<Purchase | null> {
  const grants = await Purchase.query({ client: trx })
    .where(ofBuyer(owner))
    .where('productConfigurationId', configuration.id)
    .where('source', 'grant')
    .whereNull('accessOverride')
  const now = DateTime.utc()
  return grants.find(({ overrideEndsAt: end }) => end === null || end > now) ?? null
}

async function grant(
  { email, reason, endsAt, livemode, actor }: GrantPurchaseInput & { livemode: boolean },
  owner: Buyer,
  configuration: ProductConfiguration,
  trx: TransactionClientContract
): Promise<Purchase> {
  const now = DateTime.utc()
  const purchase = await Purchase.create(
    {
      reference: newReference(),
      ...ownerColumns(owner),
      productConfigurationId: configuration.id,
      source: 'grant',
      status: 'active',
      livemode,
      quantity: 1,
      currency: 'usd',
      subtotalAmount: 0,
      discountAmount: 0,
      taxAmount: 0,
      totalAmount: 0,
      productSnapshot: productSnapshot(configuration),
      priceSnapshot: {
        stripeId: '',
        currency: 'usd',
        unitAmount: 0,
        interval: null,
        intervalCount: null,
        nickname: null,
      },
      purchasedAt: now,
      syncVersion: 1,
      overrideReason: reason.trim(),
      overrideById: actor.id,
      overrideAt: now,
      overrideEndsAt: endsAt,
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
        override_reason: { before: null, after: reason.trim() },
        override_ends_at: { before: null, after: endsAt?.toISO() ?? null },
      },
    },
    trx
  )
  return purchase
}

function problemsOf({ reason, endsAt }: GrantPurchaseInput) {
  const problems: { reason?: string; endsAt?: string } = {}
  if (reason.trim() === '') {
    problems.reason = 'A reason is needed; it is kept with the purchase'
  } else if (reason.length > REASON_LENGTH) {
    problems.reason = `The reason is longer than ${REASON_LENGTH} characters`
  }
  if (endsAt !== null && endsAt <= DateTime.utc()) {
    problems.endsAt = 'This moment is over'
  }
  return problems
}
