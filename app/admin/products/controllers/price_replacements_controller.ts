import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import ReplacePrice from '#catalogue_editing/replace_price'
import {
  emptyPrice,
  priceErrors,
  readPrice,
  typedPriceLike,
  typedPriceOf,
  type TypedPrice,
  viewPrice,
} from '#admin/products/price_controls'
import { priceText } from '#catalogue/prices/price_text'
import type { FailureView } from '#admin/stripe_failure'
import { newRequest, requestOf } from '#admin/stripe_request'
import { backToPrices, findPrice } from '#admin/products/controllers/prices_page'
import { answerFailure, readProductPage } from '#admin/products/controllers/product_page'
import type { FormErrors } from '#http/forms/check_form'

/** The failure for a price that is archived or was replaced already. */
const NOT_ACTIVE: FailureView = {
  status: 422,
  title: 'This price is not sold any more',
  text: 'It is archived, or was replaced before. Add a price instead.',
}

/** The state of the page besides the price that is replaced. */
interface PageState {
  request: string
  typed: TypedPrice
  errors?: FormErrors
  failure?: FailureView
}

/**
 * The form that replaces a price by a new one.
 */
export default class PriceReplacementsController {
  async create(ctx: HttpContext) {
    const price = await findPrice(ctx)
    const typed = typedPriceLike(price) ?? emptyPrice(price.currency)
    return showReplacement(ctx, { request: newRequest(), typed })
  }

  @inject()
  async store(ctx: HttpContext, replacePrice: ReplacePrice) {
    const { params, response, session, staff } = ctx
    const input = ctx.request.body()
    const state = { request: requestOf(input), typed: typedPriceOf(input) }
    const { stripe_id: priceStripeId } = await findPrice(ctx)
    const reading = readPrice(state.typed)
    if (!reading.ok) {
      response.status(422)
      return showReplacement(ctx, { ...state, errors: priceErrors(reading.problems) })
    }
    const outcome = await replacePrice.handle({
      configurationId: Number(params.id),
      request: state.request,
      priceStripeId,
      terms: reading.terms,
      actor: staff,
    })
    switch (outcome.type) {
      case 'replaced':
        session.flash('notice', { kind: 'success', text: 'Replaced the price.' })
        return backToPrices(ctx)
      case 'invalid':
        response.status(422)
        return showReplacement(ctx, { ...state, errors: priceErrors(outcome.problems) })
      case 'not_active':
        response.status(NOT_ACTIVE.status)
        return showReplacement(ctx, { ...state, failure: NOT_ACTIVE })
      default:
        return showReplacement(ctx, { ...state, failure: answerFailure(ctx, outcome) })
    }
  }
}

async function showReplacement(
  ctx: HttpContext,
  { request, typed, errors = {}, failure }: PageState
) {
  const { row, frame } = await readProductPage(ctx)
  const old = await findPrice(ctx)
  return ctx.view.render('pages/admin/products/replace_price', {
    row,
    frame,
    old: { id: old.id, words: priceText({ ...old, active: true, gone_at: null }) },
    request,
    price: viewPrice(typed, errors),
    isTyped: ctx.request.method() === 'POST',
    errors,
    failure,
  })
}
