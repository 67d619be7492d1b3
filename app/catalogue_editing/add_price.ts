import { inject } from '@adonisjs/core'
import { priceParameters, wordsOfTerms } from '#catalogue_editing/price_parameters'
import ProductAct, {
  type ProductActInput,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import StripeWrites from '#catalogue_editing/stripe_writes'
import { type PriceProblems, type PriceTerms, problemsOf } from '#catalogue/prices/price_terms'

export interface AddPriceInput extends ProductActInput {
  /** Of the form, so that the same form sent twice makes one price. */
  request: string
  terms: PriceTerms
}

export type AddPriceOutcome =
  | { type: 'added'; priceStripeId: string }
  | { type: 'invalid'; problems: PriceProblems }
  | StripeActFailure

/**
 * Gives a product one more price.
 */
@inject()
export default class AddPrice {
  constructor(
    private turn: ProductAct,
    private writes: StripeWrites
  ) {}

  async handle(input: AddPriceInput): Promise<AddPriceOutcome> {
    const { request, terms, actor } = input
    const problems = problemsOf(terms)
    if (Object.keys(problems).length > 0) {
      return { type: 'invalid', problems }
    }
    return this.turn.handle<AddPriceOutcome>(input, async ({ product, subject, deadline }) => {
      const context = { actor, request, deadline }
      const priceStripeId = await this.writes.createPrice(priceParameters(terms, product.id), {
        ...context,
        audit: {
          action: 'product.price_added',
          subject,
          changes: { price: { before: null, after: wordsOfTerms(terms) } },
        },
      })
      await this.writes.retireOthers(product.id, await this.writes.madeBy(request), context)
      return { type: 'added', priceStripeId }
    })
  }
}
