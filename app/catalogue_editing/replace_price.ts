import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import { updateConfiguration } from '#catalogue_editing/update_configuration'
import {
  priceParameters,
  stripePriceText,
  priceTermsText,
} from '#catalogue_editing/price_parameters'
import ProductAct, {
  type ProductActInput,
  type ProductAtStripe,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import StripeWrites, { type CreateContext } from '#catalogue_editing/stripe_writes'
import { REPLACES } from '#catalogue/sync/stripe_copies'
import { type PriceProblems, type PriceTerms, problemsOf } from '#catalogue/prices/price_terms'

export interface ReplacePriceInput extends ProductActInput {
  /** The form's id, so that the same form sent twice makes one price. */
  request: string
  /** Stripe's id of the price that is replaced. */
  priceStripeId: string
  terms: PriceTerms
}

/** `invalid`: what is wrong with the new terms, one sentence per field. */
export type ReplacePriceOutcome =
  | { type: 'replaced'; priceStripeId: string }
  | { type: 'invalid'; problems: PriceProblems }
  /** The price is archived, or replaced already. */
  | { type: 'not_active' }
  | StripeActFailure

/**
 * Replaces a price by a new one, because the terms of a price cannot be changed in Stripe. The new
 * price is created, and made the default if the old one was, before the old one is archived. Buyers
 * who are at the checkout still pay the old price, and running subscriptions keep it.
 */
@inject()
export default class ReplacePrice {
  constructor(
    private productAct: ProductAct,
    private writes: StripeWrites
  ) {}

  async handle(input: ReplacePriceInput): Promise<ReplacePriceOutcome> {
    const problems = problemsOf(input.terms)
    if (Object.keys(problems).length > 0) {
      return { type: 'invalid', problems }
    }
    const outcome = await this.productAct.handle<ReplacePriceOutcome>(input, (at) =>
      this.#replace(input, at)
    )
    if (outcome.type === 'replaced') {
      await followHere(input, outcome.priceStripeId)
    }
    return outcome
  }

  async #replace(
    { request, priceStripeId: oldId, terms, actor }: ReplacePriceInput,
    { product, prices, subject, deadline }: ProductAtStripe
  ): Promise<ReplacePriceOutcome> {
    const old = prices.find(({ id }) => id === oldId)
    const parameters = { ...priceParameters(terms, product.id), metadata: { [REPLACES]: oldId } }
    if (!old || !(old.active || (await this.writes.pricesCreatedBy(request)).length > 0)) {
      return { type: old ? 'not_active' : 'not_found' }
    }
    const context: CreateContext = { actor, request, deadline, audit: null }
    const newId = await this.writes.createPrice(parameters, {
      ...context,
      audit: {
        action: 'product.price_replaced',
        subject,
        changes: { price: { before: stripePriceText(old), after: priceTermsText(terms) } },
      },
    })
    const earlier = await this.writes.pricesCreatedBy(request)
    if (
      [oldId, ...earlier].includes(String(product.default_price)) &&
      product.default_price !== newId
    ) {
      await this.writes.updateProduct(product.id, { default_price: newId }, context)
    }
    await this.writes.archiveOthers(product.id, [newId], context)
    if (old.active) {
      await this.writes.updatePrice(oldId, { active: false }, context)
    }
    return { type: 'replaced', priceStripeId: newId }
  }
}

/** Updates the store's own default price where it was the old one. */
async function followHere(
  { configurationId, priceStripeId: oldId, actor }: ReplacePriceInput,
  newId: string
) {
  const [old, replacement] = [
    await db.from('prices').where('stripe_id', oldId).firstOrFail(),
    await db.from('prices').where('stripe_id', newId).firstOrFail(),
  ]
  await updateConfiguration({ configurationId, actor, action: 'product.updated' }, (row) =>
    row.default_price_id === old.id ? { default_price_id: replacement.id } : {}
  )
}
