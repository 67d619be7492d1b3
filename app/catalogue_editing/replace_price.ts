import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import { updateConfiguration } from '#catalogue_editing/update_configuration'
import { priceParameters, wordsOf, wordsOfTerms } from '#catalogue_editing/price_parameters'
import ProductAct, {
  type ProductActInput,
  type ProductAtStripe,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import StripeWrites, { type MakeContext } from '#catalogue_editing/stripe_writes'
import { type PriceProblems, type PriceTerms, problemsOf } from '#catalogue/prices/price_terms'

export interface ReplacePriceInput extends ProductActInput {
  /** Of the form, so that the same form sent twice makes one price. */
  request: string
  /** Stripe's id of the price that is replaced. */
  priceStripeId: string
  terms: PriceTerms
}

export type ReplacePriceOutcome =
  | { type: 'replaced'; priceStripeId: string }
  | { type: 'invalid'; problems: PriceProblems }
  /** The price is archived, or replaced already. */
  | { type: 'not_active' }
  | StripeActFailure

/**
 * Puts a new price in the place of an old one, for what a price costs cannot be changed at Stripe.
 * The new one is there, and is the default if the old one was, before the old one is archived.
 * Whoever was sent to pay the old price still pays it, and running subscriptions keep it.
 */
@inject()
export default class ReplacePrice {
  constructor(
    private turn: ProductAct,
    private writes: StripeWrites
  ) {}

  async handle(input: ReplacePriceInput): Promise<ReplacePriceOutcome> {
    const problems = problemsOf(input.terms)
    if (Object.keys(problems).length > 0) {
      return { type: 'invalid', problems }
    }
    const outcome = await this.turn.handle<ReplacePriceOutcome>(input, (at) =>
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
    const parameters = priceParameters(terms, product.id)
    if (!old || !(old.active || (await this.writes.madeBy(request)).length > 0)) {
      return { type: old ? 'not_active' : 'not_found' }
    }
    const context: MakeContext = { actor, request, deadline, audit: null }
    const newId = await this.writes.createPrice(parameters, {
      ...context,
      audit: {
        action: 'product.price_replaced',
        subject,
        changes: { price: { before: wordsOf(old), after: wordsOfTerms(terms) } },
      },
    })
    const earlier = await this.writes.madeBy(request)
    if (
      [oldId, ...earlier].includes(String(product.default_price)) &&
      product.default_price !== newId
    ) {
      await this.writes.updateProduct(product.id, { default_price: newId }, context)
    }
    await this.writes.retireOthers(product.id, [newId], context)
    if (old.active) {
      await this.writes.updatePrice(oldId, { active: false }, context)
    }
    return { type: 'replaced', priceStripeId: newId }
  }
}

/** Where the store chose a default price itself, and it was the old one. */
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
