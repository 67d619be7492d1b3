import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import type Stripe from 'stripe'
import stripeConfig from '#config/stripe'
import CopyWholeProduct from '#catalogue/sync/copy_whole_product'
import { withLock } from '#shared/concurrency/with_lock'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import { Deadline } from '#shared/deadline'

/**
 * Why nothing came of a change at Stripe, or not all of it.
 *
 * - `forbidden` the role does not have the right
 * - `not_found` there is no such product here
 * - `gone` Stripe has the product no more
 * - `busy` somebody is changing the same product at this moment
 * - `refused` Stripe will not have it; `problem` is what it says
 * - `unavailable` Stripe did not answer; the same again does nothing twice
 */
export type StripeActFailure =
  | { type: 'forbidden' | 'not_found' | 'gone' | 'busy' }
  | { type: 'refused' | 'unavailable'; problem: string }

const FAILURES = new Set(['forbidden', 'not_found', 'gone', 'busy', 'refused', 'unavailable'])

/** Whether an act did not do what it was to do. */
export function isFailure(outcome: { type: string }): outcome is StripeActFailure {
  return FAILURES.has(outcome.type)
}

/** Which product, and who. */
export interface ProductActInput {
  configurationId: number
  actor: Actor
}

/** The product as it stands when the turn begins, read afresh from Stripe. */
export interface ProductAtStripe {
  configuration: ConfigurationRow
  product: Stripe.Product
  prices: Stripe.Price[]
  deadline: Deadline
  /** How the audit calls the product. */
  subject: { type: 'product'; id: number; label: string }
}

/** What the store says about the product. */
export interface ConfigurationRow {
  id: number
  name_override: string | null
  archived_at: string | Date | null
  default_price_id: number | null
  stripe_id: string
  name: string
}

/**
 * The frame of everything that staff do to a product at Stripe: the right is asked for, one act
 * at a time works on the product, from a fresh read, within the time that a person waits, and in the
 * end the copies here say what Stripe says.
 */
@inject()
export default class ProductAct {
  constructor(
    private gateway: PaymentGateway,
    private copyWholeProduct: CopyWholeProduct
  ) {}

  async handle<Outcome extends { type: string }>(
    { configurationId, actor }: ProductActInput,
    act: (at: ProductAtStripe) => Promise<Outcome>
  ): Promise<Outcome | StripeActFailure> {
    if (!roleMay(actor.role, 'catalogue.change')) {
      return { type: 'forbidden' }
    }
    const deadline = new Deadline(stripeConfig.interactiveDeadline)
    const outcome = await withLock(`product-${configurationId}`, deadline, () =>
      withReasons(() => this.#act(configurationId, deadline, act))
    )
    return outcome ?? { type: 'busy' }
  }

  async #act<Outcome extends { type: string }>(
    configurationId: number,
    deadline: Deadline,
    act: (at: ProductAtStripe) => Promise<Outcome>
  ): Promise<Outcome | StripeActFailure> {
    const configuration = await findConfiguration(configurationId)
    if (configuration === null) {
      return { type: 'not_found' }
    }
    const { stripe_id: stripeId } = configuration
    const product = await this.gateway.retrieveProduct(stripeId, deadline)
    if (product === null) {
      await this.copyWholeProduct.handle(stripeId, deadline)
      return { type: 'gone' }
    }
    const label = configuration.name_override ?? configuration.name
    const outcome = await act({
      configuration,
      product,
      prices: await this.gateway.listPricesOf(stripeId, deadline),
      deadline,
      subject: { type: 'product', id: configurationId, label },
    })
    await this.copyWholeProduct.handle(stripeId, deadline)
    return outcome
  }
}

/**
 * Does something at Stripe, and says why where Stripe did not.
 */
export async function withReasons<Outcome>(
  work: () => Promise<Outcome>
): Promise<Outcome | StripeActFailure> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PaymentGatewayError)) {
      throw error
    }
    logger.warn({ err: error }, 'A change at Stripe came to nothing')
    const isRefusal = error.reason === 'refused' || error.reason === 'not_found'
    return { type: isRefusal ? 'refused' : 'unavailable', problem: error.message }
  }
}

async function findConfiguration(id: number): Promise<ConfigurationRow | null> {
  const row = await db
    .from('product_configurations')
    .join('products', 'products.id', 'product_configurations.product_id')
    .where('product_configurations.id', id)
    .select(
      'product_configurations.id',
      'product_configurations.name_override',
      'product_configurations.archived_at',
      'product_configurations.default_price_id',
      'products.stripe_id',
      'products.name'
    )
    .first()
  return row ?? null
}
