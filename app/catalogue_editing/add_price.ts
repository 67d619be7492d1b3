import { inject } from '@adonisjs/core'
import { priceParameters, priceTermsText } from '#catalogue_editing/price_parameters'
import ProductAct, {
  type ProductActInput,
  type StripeActFailure,
} from '#catalogue_editing/product_act'
import StripeWrites from '#catalogue_editing/stripe_writes'
import { type PriceProblems, type PriceTerms, problemsOf } from '#catalogue/prices/price_terms'

export interface AddPriceInput extends ProductActInput {
  /** The form's id, so that the same form sent twice makes one price. */
  request: string
  terms: PriceTerms
}

/** `invalid`: what is wrong with the terms, one sentence per field. */
export type AddPriceOutcome =
  | { type: 'added'; priceStripeId: string }
  | { type: 'invalid'; problems: PriceProblems }
  | StripeActFailure

/**
 * Adds a price to a product in Stripe. The default price stays.
 */
@inject()
export default class AddPrice {
  constructor(
    private productAct: ProductAct,
    private writes: StripeWrites
  ) {}

  async handle(input: AddPriceInput): Promise<AddPriceOutcome> {
    const { request, terms, actor } = input
    const problems = problemsOf(terms)
    if (Object.keys(problems).length > 0) {
      return { type: 'invalid', problems }
    }
    return this.productAct.handle<AddPriceOutcome>(
      input,
      async ({ product, subject, deadline }) => {
        const context = { actor, request, deadline }
        const priceStripeId = await this.writes.createPrice(priceParameters(terms, product.id), {
          ...context,
          audit: {
            action: 'product.price_added',
            subject,
            changes: { price: { before: null, after: priceTermsText(terms) } },
          },
        })
        await this.writes.archiveOthers(
          product.id,
          await this.writes.pricesCreatedBy(request),
          context
        )
        return { type: 'added', priceStripeId }
      }
    )
  }
}
