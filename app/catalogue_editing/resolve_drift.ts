import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import ArchiveProduct from '#catalogue_editing/archive_product'
import {
  updateConfiguration,
  type ConfigurationColumns,
} from '#catalogue_editing/update_configuration'
import ProductAct, {
  isFailure,
  type ProductActInput,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import RestoreProduct from '#catalogue_editing/restore_product'
import UpdateStripeDefaultPrice from '#catalogue_editing/update_stripe_default_price'
import UpdateStripeProduct from '#catalogue_editing/update_stripe_product'
import { roleMay } from '#authority/permissions'
import FindDrift, {
  type Drift,
  type DriftField,
  type DriftFix,
} from '#catalogue_editing/find_drift'

export interface ResolveDriftInput extends ProductActInput {
  field: DriftField
  fix: DriftFix
}

export type ResolveDriftOutcome =
  | { type: 'resolved' }
  /** The two sides no longer differ in this field, or cannot be resolved this way. */
  | { type: 'nothing_to_resolve' }
  | StripeActFailure

/**
 * Resolves one difference between the store and Stripe by changing one side to the other's value.
 */
@inject()
export default class ResolveDrift {
  constructor(
    private findDrift: FindDrift,
    private turn: ProductAct,
    private archiveProduct: ArchiveProduct,
    private restoreProduct: RestoreProduct,
    private updateStripeDefaultPrice: UpdateStripeDefaultPrice,
    private updateStripeProduct: UpdateStripeProduct
  ) {}

  async handle(input: ResolveDriftInput): Promise<ResolveDriftOutcome> {
    if (!roleMay(input.actor.role, 'catalogue.change')) {
      return { type: 'forbidden' }
    }
    const found = await this.findDrift.handle(input.configurationId)
    if (found.type !== 'found') {
      return found
    }
    const drift = found.drifts.find(({ field }) => field === input.field)
    if (!drift?.fixes.includes(input.fix)) {
      return { type: 'nothing_to_resolve' }
    }
    return input.fix === 'give_ours' ? this.#give(input, drift) : this.#take(input, drift)
  }

  async #take(input: ResolveDriftInput, drift: Drift): Promise<ResolveDriftOutcome> {
    if (drift.field === 'state' && drift.reason === 'chosen') {
      const act = drift.theirs === 'Active' ? this.restoreProduct : this.archiveProduct
      return resolved(await act.handle(input))
    }
    const outcome = await this.turn.handle(input, async () => ({ type: 'copied' }))
    if (outcome.type === 'gone' && drift.field === 'state') {
      return { type: 'resolved' }
    }
    if (!isFailure(outcome)) {
      await this.#follow(input)
    }
    return resolved(outcome)
  }

  async #give(input: ResolveDriftInput, drift: Drift): Promise<ResolveDriftOutcome> {
    switch (drift.field) {
      case 'name':
      case 'description': {
        const values = { [drift.field]: drift.ours ?? '' }
        const outcome = await this.updateStripeProduct.handle({ ...input, values })
        if (!isFailure(outcome)) {
          await this.#follow(input)
        }
        return resolved(outcome)
      }
      case 'state': {
        const act = drift.ours === 'Active' ? this.restoreProduct : this.archiveProduct
        return resolved(await act.handle(input))
      }
      default: {
        const priceStripeId = await findOwnDefault(input.configurationId)
        return resolved(await this.updateStripeDefaultPrice.handle({ ...input, priceStripeId }))
      }
    }
  }

  /** Removes the store's override, so that Stripe's value applies. */
  async #follow({ configurationId, actor, field }: ResolveDriftInput) {
    const theirDefault = await findTheirDefault(configurationId)
    const values: Partial<Record<DriftField, Partial<ConfigurationColumns>>> = {
      name: { name_override: null },
      description: { overview: null },
      default_price: { default_price_id: theirDefault },
    }
    await updateConfiguration(
      { configurationId, actor, action: 'product.updated' },
      () => values[field] ?? {}
    )
  }
}

function resolved(outcome: { type: string } | StripeActFailure): ResolveDriftOutcome {
  if (isFailure(outcome)) {
    return outcome
  }
  return outcome.type === 'not_active' ? { type: 'nothing_to_resolve' } : { type: 'resolved' }
}

/** Stripe's id of the store's default price. */
async function findOwnDefault(configurationId: number): Promise<string> {
  const row = await db
    .from('product_configurations')
    .join('prices', 'prices.id', 'product_configurations.default_price_id')
    .where('product_configurations.id', configurationId)
    .select('prices.stripe_id')
    .firstOrFail()
  return row.stripe_id
}

/** The local id of Stripe's default price. */
async function findTheirDefault(configurationId: number): Promise<number | null> {
  const row = await db
    .from('product_configurations')
    .join('products', 'products.id', 'product_configurations.product_id')
    .join('prices', 'prices.stripe_id', 'products.default_price_stripe_id')
    .where('product_configurations.id', configurationId)
    .select('prices.id')
    .first()
  return row?.id ?? null
}
