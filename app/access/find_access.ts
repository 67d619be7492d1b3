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
import { decidingPurchase } from '#access/deciding_purchase'

export interface FindAccessInput {
  /** Null for a visitor who is not signed in. */
  userId: number | null
  /** The product by its current slug, an earlier slug, or its id. */
  product: { slug: string } | { id: number }
  /** The time to decide for; now where omitted. */
  now?: DateTime
}

/**
 * The decision and the rows that it is based on. `accessText` explains it to a reader.
 */
export interface Access extends Judgement {
  /** The product, with its `product` loaded; null where there is none. */
  configuration: ProductConfiguration | null
  /** The purchase that decided; null where the user has none. */
  purchase: Purchase | null
}

/**
 * The only answer to "may this user use this product now?", for middleware, policy, views and
 * downloads alike. It fails closed. With several purchases, the one whose access lasts longest
 * decides. Reads one purchase, however many there are.
 *
 * @example const { allowed } = await new FindAccess().handle({ userId, product: { slug:
 * 'field-notes' } })
 */
export default class FindAccess {
  async handle({ userId, product, now }: FindAccessInput): Promise<Access> {
    const configuration =
      'id' in product ? await findById(product.id) : await findBySlug(product.slug)

    if (configuration === null) {
      return refuse('unknown_product', null)
    }
    if (userId === null) {
      return refuse('signed_out', configuration)
    }
    const moment = now ?? DateTime.utc()
    const purchase = await Purchase.query()
      .where(
        'id',
        db
          .from('product_configurations')
          .where('product_configurations.id', configuration.id)
          .select(decidingPurchase(userId, moment))
      )
      .first()
    return purchase === null
      ? refuse('never_bought', configuration)
      : this.judge(configuration, purchase, moment)
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
