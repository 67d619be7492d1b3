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
import { failureType, problemOf } from '#stripe/refusal_text'
import { Deadline } from '#shared/deadline'

/**
 * Why a change in Stripe failed, or was done only in part.
 *
 * - `forbidden` the actor's role may not change the catalogue
 * - `not_found` there is no such product here
 * - `gone` the product was deleted in Stripe
 * - `busy` another change of the same product is running
 * - `refused` Stripe refuses; `problem` is its message, and what to do where that is known
 * - `unavailable` Stripe did not answer; repeating the change does nothing twice
 * - `blocked` Stripe refuses the store's key, so the change may be repeated once that is changed
 */
export type StripeActFailure =
  | { type: 'forbidden' | 'not_found' | 'gone' | 'busy' }
  | { type: 'refused' | 'unavailable' | 'blocked'; problem: string }

const FAILURES = new Set([
  'forbidden',
  'not_found',
  'gone',
  'busy',
  'refused',
  'unavailable',
  'blocked',
])

/** Whether an outcome is a failure. */
export function isFailure(outcome: { type: string }): outcome is StripeActFailure {
  return FAILURES.has(outcome.type)
}

/** The product, and the staff member who changes it. */
export interface ProductActInput {
  configurationId: number
  actor: Actor
}

/** The product in Stripe, read after the lock was taken. */
export interface ProductAtStripe {
  configuration: ConfigurationRow
  product: Stripe.Product
  prices: Stripe.Price[]
  deadline: Deadline
  /** The subject of audit entries. */
  subject: { type: 'product'; id: number; label: string }
}

/** The store's columns of the product. */
export interface ConfigurationRow {
  id: number
  name_override: string | null
  archived_at: string | Date | null
  default_price_id: number | null
  stripe_id: string
  name: string
}

/**
 * Runs a change of a product in Stripe: checks the role, takes the product's lock, reads the
 * product and its prices from Stripe, all within the interactive deadline, and finally updates the
 * local copies.
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
 * Runs a change in Stripe and turns a PaymentGatewayError into the failure. Other errors are
 * thrown.
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
    logger.warn({ err: error }, 'A change in Stripe failed')
    return { type: failureType(error), problem: problemOf(error) }
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
