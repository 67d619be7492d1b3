import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'
import ProductConfiguration from '#models/product_configuration'
import ProductSlug from '#models/product_slug'
import Purchase from '#models/purchase'
import {
  type AccessCode,
  type AccessSettings,
  type Judgement,
  judgePurchase,
} from '#access/access_rules'
import type { Buyer } from '#buyers/buyer'
import { decidingPurchase } from '#access/deciding_purchase'
import ListAcceptedPrices from '#access/list_accepted_prices'

export interface FindAccessInput {
  /** As `currentBuyer` has it; null for a visitor who is none. */
  buyer: Buyer | null
  /** The product by its current slug, an earlier slug, its id, or Stripe's id of one of its prices. */
  product: { slug: string } | { id: number } | { priceStripeId: string }
  /**
   * Only at this price, or one that replaced it: Stripe's id of a price, its lookup key, or its nickname.
   * A subscription counts by the plan that it has now, and a grant at every price.
   */
  price?: string
  /** The time to decide for; now where omitted. */
  now?: DateTime
}

/**
 * The decision and the rows that it is based on. `accessText` explains it to a reader.
 */
export interface Access extends Judgement {
  /** The product, with its `product` loaded; null where there is none. */
  configuration: ProductConfiguration | null
  /** The purchase that decided; null where the buyer has none. */
  purchase: Purchase | null
}

/**
 * The only answer to "may this buyer use this product now?", for middleware, policy, views and
 * downloads alike. It fails closed. With several purchases, the one whose access lasts longest
 * decides. Reads one purchase, however many there are.
 *
 * @example
 * const buyer = currentBuyer(ctx)
 * const { allowed } = await new FindAccess().handle({ buyer, product: { slug: 'field-notes' } })
 * await new FindAccess().handle({ buyer, product: { slug: 'icons' }, price: 'Whole team' })
 */
export default class FindAccess {
  async handle({ buyer, product, price, now }: FindAccessInput): Promise<Access> {
    const configuration = await findConfiguration(product)

    if (configuration === null) {
      return refuse('unknown_product', null)
    }
    if (buyer === null) {
      return refuse('signed_out', configuration)
    }
    const moment = now ?? DateTime.utc()
    return price === undefined
      ? this.#atAnyPrice(configuration, buyer, moment)
      : this.#atPrice(configuration, buyer, moment, price)
  }

  async #atAnyPrice(
    configuration: ProductConfiguration,
    buyer: Buyer,
    now: DateTime
  ): Promise<Access> {
    const purchase = await findDeciding(configuration, buyer, now)
    return purchase === null
      ? refuse('never_bought', configuration)
      : this.judge(configuration, purchase, now)
  }

  async #atPrice(
    configuration: ProductConfiguration,
    buyer: Buyer,
    now: DateTime,
    price: string
  ): Promise<Access> {
    const accepted = await new ListAcceptedPrices().handle(configuration.productId, price)
    const purchase = await findDeciding(configuration, buyer, now, accepted)
    if (purchase !== null) {
      return this.judge(configuration, purchase, now)
    }
    const access = await this.#atAnyPrice(configuration, buyer, now)
    return access.allowed ? { ...access, allowed: false, code: 'other_price', until: null } : access
  }

  /** The access that one purchase alone gives. Runs no query. */
  judge(configuration: ProductConfiguration, purchase: Purchase, now: DateTime): Access {
    const judgement = judgePurchase(purchase, accessSettings(configuration), now)
    if (judgement.code === 'unknown_status') {
      logger.error(
        { purchase: purchase.reference, status: purchase.status },
        'A purchase has a state that no rule knows; it gives no access'
      )
    }
    return { ...judgement, configuration, purchase }
  }
}

/**
 * The access settings of a product; the store's where it has none of its own.
 */
export function accessSettings(
  configuration: Pick<ProductConfiguration, 'graceDays' | 'refundEndsAccess'>
): AccessSettings {
  return {
    graceDays: configuration.graceDays ?? storeConfig.graceDays,
    refundEndsAccess: configuration.refundEndsAccess,
  }
}

function findConfiguration(product: FindAccessInput['product']) {
  if ('slug' in product) {
    return findBySlug(product.slug)
  }
  return 'id' in product ? findById(product.id) : findByPrice(product.priceStripeId)
}

/** With several purchases, the one whose access lasts longest. */
async function findDeciding(
  { id }: ProductConfiguration,
  buyer: Buyer,
  now: DateTime,
  priceIds?: string[]
): Promise<Purchase | null> {
  return Purchase.query()
    .where(
      'id',
      db
        .from('product_configurations')
        .where('product_configurations.id', id)
        .select(decidingPurchase(buyer, now, priceIds))
    )
    .first()
}

async function findByPrice(stripeId: string): Promise<ProductConfiguration | null> {
  return ProductConfiguration.query()
    .whereIn('productId', db.from('prices').select('product_id').where('stripe_id', stripeId))
    .preload('product')
    .first()
}

async function findById(id: number): Promise<ProductConfiguration | null> {
  return ProductConfiguration.query().where('id', id).preload('product').first()
}

async function findBySlug(slug: string): Promise<ProductConfiguration | null> {
  const present = await ProductConfiguration.query().where('slug', slug).preload('product').first()
  if (present !== null) {
    return present
  }
  const former = await ProductSlug.findBy('slug', slug)
  return former === null ? null : findById(former.productConfigurationId)
}

function refuse(code: AccessCode, configuration: ProductConfiguration | null): Access {
  return { allowed: false, code, until: null, configuration, purchase: null }
}
