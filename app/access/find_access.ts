import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import storeConfig from '#config/store'
import ProductConfiguration from '#models/product_configuration'
import ProductSlug from '#models/product_slug'
import Purchase from '#models/purchase'
import {
  type AccessCode,
  type AccessSettings,
  type Judgement,
  chooseJudgement,
  judgePurchase,
} from '#access/access_rules'

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
 * decides.
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
    const purchases = await Purchase.query()
      .where('userId', userId)
      .where('productConfigurationId', configuration.id)
      .orderBy('purchasedAt', 'desc')
      .orderBy('id', 'desc')

    return this.judge(configuration, purchases, now ?? DateTime.utc())
  }

  /**
   * The same decision from rows that were read already. Runs no query.
   * @param purchases of one user and this product, newest first
   */
  judge(configuration: ProductConfiguration, purchases: Purchase[], now: DateTime): Access {
    const settings = accessSettings(configuration)
    const chosen = chooseJudgement(
      purchases.map((purchase) => ({
        purchase,
        judgement: judgePurchase(purchase, settings, now),
      }))
    )
    if (chosen === null) {
      return refuse('never_bought', configuration)
    }
    if (chosen.judgement.code === 'unknown_status') {
      logger.error(
        { purchase: chosen.purchase.reference, status: chosen.purchase.status },
        'A purchase has a state that no rule knows; it gives no access'
      )
    }
    return { ...chosen.judgement, configuration, purchase: chosen.purchase }
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
