import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import AddPrice from '#catalogue_editing/add_price'
import UpdatePriceState from '#catalogue_editing/update_price_state'
import UpdateDefaultPrice from '#catalogue_editing/update_default_price'
import { priceErrors, readPrice, typedPriceOf } from '#admin/products/price_controls'
import { backToPrices, findPrice, showPrices } from '#admin/products/controllers/prices_page'
import { priceText } from '#catalogue/prices/price_text'
import { requestOf } from '#admin/stripe_request'
import { notFound } from '#http/not_found'
import { answerFailure, readProductPage } from '#admin/products/controllers/product_page'

/** The notices after a change. */
const NOTICES = {
  archive: 'Archived the price. It can be restored below.',
  restore: 'Restored the price.',
  default: 'Made it the default price, here and at Stripe.',
}

/** Why Stripe refuses a change. */
const REFUSALS = {
  is_default: {
    title: 'The default price cannot be archived',
    text: 'Make another price the default first.',
  },
  not_active: {
    title: 'An archived price cannot be the default',
    text: 'Restore it first.',
  },
}

/**
 * The prices of a product. Terms are never changed, only replaced.
 */
export default class PricesController {
  async index(ctx: HttpContext) {
    return showPrices(ctx)
  }

  /** Adds a price. */
  @inject()
  async store(ctx: HttpContext, addPrice: AddPrice) {
    const { params, request, response, session, staff } = ctx
    const reading = readPrice(typedPriceOf(request.body()))
    if (!reading.ok) {
      response.status(422)
      return showPrices(ctx, { errors: priceErrors(reading.problems) })
    }
    const outcome = await addPrice.handle({
      configurationId: Number(params.id),
      request: requestOf(request.body()),
      terms: reading.terms,
      actor: staff,
    })
    switch (outcome.type) {
      case 'added':
        session.flash('notice', { kind: 'success', text: 'Added the price.' })
        return backToPrices(ctx)
      case 'invalid':
        response.status(422)
        return showPrices(ctx, { errors: priceErrors(outcome.problems) })
      default:
        return showPrices(ctx, { failure: answerFailure(ctx, outcome) })
    }
  }

  /** Asks for confirmation before a price is archived. */
  async archive(ctx: HttpContext) {
    const { row, frame } = await readProductPage(ctx)
    const price = await findPrice(ctx)
    return ctx.view.render('pages/admin/confirm', {
      frame,
      row,
      current: 'prices',
      heading: `Archive ${priceText({ ...price, active: true, gone_at: null })}?`,
      points: [
        'Nobody new can buy at this price any more, here or anywhere else that sells by Stripe.',
        'Whoever is paying it at this moment still can, and running subscriptions keep it.',
        'It can be restored at any time.',
      ],
      action: urlFor('admin.prices.update', { id: row.id, priceId: price.id }),
      button: { text: 'Archive price', intent: 'archive' },
      cancelHref: urlFor('admin.prices.index', { id: row.id }),
    })
  }

  /** Archives, restores or makes the default, by the button that was used. */
  @inject()
  async update(
    ctx: HttpContext,
    updatePriceState: UpdatePriceState,
    updateDefaultPrice: UpdateDefaultPrice
  ) {
    const { params, request, response, session, staff } = ctx
    const { stripe_id: priceStripeId } = await findPrice(ctx)
    const input = { configurationId: Number(params.id), priceStripeId, actor: staff }
    const intent: unknown = request.input('intent')
    if (intent !== 'archive' && intent !== 'restore' && intent !== 'default') {
      throw notFound(ctx)
    }
    const outcome =
      intent === 'default'
        ? await updateDefaultPrice.handle(input)
        : await updatePriceState.handle({ ...input, change: intent })
    switch (outcome.type) {
      case 'changed':
      case 'unchanged':
        session.flash('notice', {
          kind: outcome.type === 'changed' ? 'success' : 'info',
          text: outcome.type === 'changed' ? NOTICES[intent] : 'There was nothing to change.',
        })
        return backToPrices(ctx)
      case 'is_default':
      case 'not_active':
        response.status(422)
        return showPrices(ctx, { failure: { status: 422, ...REFUSALS[outcome.type] } })
      default:
        return showPrices(ctx, { failure: answerFailure(ctx, outcome) })
    }
  }
}
