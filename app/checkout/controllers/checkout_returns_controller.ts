import { inject } from '@adonisjs/core'
import { errors, type HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import type { CheckoutAnswer } from '#checkout/return_from_checkout'
import { currentBuyerOrFail } from '#buyers/current_buyer'
import ReturnFromCheckout from '#checkout/return_from_checkout'
import { SLUG } from '#shared/slug'

/** The format of Stripe's Checkout Session ids. */
const SESSION_ID = /^cs_(test|live)_[A-Za-z0-9]{1,250}$/

/**
 * Seconds between the automatic reloads of a browser without JavaScript; after the last it needs a
 * click.
 */
const RELOAD_AFTER = [4, 4, 6, 10, 15, 30, 60]

/**
 * The pages to which Stripe returns a buyer, after paying or cancelling.
 */
@inject()
export default class CheckoutReturnsController {
  constructor(private returnFromCheckout: ReturnFromCheckout) {}

  /**
   * For the buyer only. Another user's session, an unknown one and one of another store all answer
   * 404.
   */
  async show(ctx: HttpContext) {
    const { request, response } = ctx
    const sessionId: unknown = request.qs().session_id
    if (typeof sessionId !== 'string' || !SESSION_ID.test(sessionId)) {
      throw notFound(ctx)
    }
    const found = await this.returnFromCheckout.handle(sessionId, currentBuyerOrFail(ctx))

    if (request.accepts(['html', 'json']) === 'json') {
      return response
        .status(found.type === 'nothing' ? 404 : 200)
        .send({ status: found.type === 'waiting' ? 'waiting' : 'done' })
    }
    return this.#answer(ctx, sessionId, found)
  }

  async cancelled({ request, response, session, i18n }: HttpContext) {
    const product: unknown = request.qs().product
    session.flash('notice', { kind: 'info', text: i18n.t('checkout.cancelled') })
    return response.redirect(
      typeof product === 'string' && product.length <= 120 && SLUG.test(product)
        ? urlFor('store.products.show', { productSlug: product })
        : urlFor('store.home'),
      false,
      303
    )
  }

  async #answer(ctx: HttpContext, sessionId: string, found: CheckoutAnswer) {
    const { response, session, view, i18n } = ctx
    switch (found.type) {
      case 'settled': {
        const { purchase } = found
        if (purchase.status === 'active') {
          const text = i18n.t('checkout.thanks', { product: purchase.productSnapshot.name })
          session.flash('notice', { kind: 'success', text })
        }
        const { reference } = purchase
        return response.redirect(urlFor('purchases.show', { reference }), false, 303)
      }
      case 'waiting':
        checkAgain(ctx, sessionId)
        return view.render('pages/checkout/waiting', { ...found, sessionId })
      case 'unpaid': {
        const text = i18n.t(found.isOver ? 'checkout.too_late' : 'checkout.not_finished')
        session.flash('notice', { kind: 'info', text })
        const { productSlug } = found
        return response.redirect(urlFor('store.products.show', { productSlug }), false, 303)
      }
      case 'unassigned':
        session.flash('notice', { kind: 'warning', text: i18n.t('checkout.unassigned') })
        return response.redirect(urlFor('purchases.index'), false, 303)
      case 'nothing':
        throw notFound(ctx)
    }
  }
}

/** Without JavaScript the browser reloads the page, at growing intervals. */
function checkAgain({ request, response }: HttpContext, sessionId: string) {
  const look = Number(request.qs().look ?? 0)
  const seconds = Number.isSafeInteger(look) ? RELOAD_AFTER.at(look) : undefined
  if (look >= 0 && seconds !== undefined) {
    const next = urlFor('checkout.return', {}, { qs: { session_id: sessionId, look: look + 1 } })
    response.header('refresh', `${seconds}; url=${next}`)
  }
}

function notFound({ request }: HttpContext) {
  return new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
}
