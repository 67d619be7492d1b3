import { inject } from '@adonisjs/core'
import { errors, type HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { appUrl } from '#config/app'
import { buyerOf, limitSubject } from '#buyers/buyer'
import { currentBuyerOrFail } from '#buyers/current_buyer'
import { ofBuyer } from '#buyers/purchases_of'
import OpenPortal from '#purchases/open_portal'
import { allowsAttempt, countAttempt } from '#http/rate_limit'
import { portalByAccount } from '#http/rate_limits'
import Purchase from '#models/purchase'

/** Seconds until a retry where Stripe is unavailable. */
const RETRY_AFTER = 15

/**
 * Sends the buyer to Stripe's billing portal, and updates the purchase when they return.
 */
@inject()
export default class PortalsController {
  constructor(private openPortal: OpenPortal) {}

  /** @throws {TooManyRequestsException} after too many visits to the portal */
  async store(ctx: HttpContext) {
    const { response, view } = ctx
    const purchase = await findOwn(ctx)
    await countAttempt(portalByAccount, limitSubject(buyerOf(purchase)))
    const { reference } = purchase
    const returnUrl = `${appUrl}${urlFor('portal.return', { reference })}`
    const outcome = await this.openPortal.handle(purchase, returnUrl)
    switch (outcome.type) {
      case 'redirect':
        return response.redirect(outcome.url, false, 303)
      case 'unavailable':
        response.status(503).header('retry-after', String(RETRY_AFTER))
        return view.render('pages/purchases/portal_unavailable', { purchase, isRefused: false })
      case 'refused':
        response.status(503)
        return view.render('pages/purchases/portal_unavailable', { purchase, isRefused: true })
      case 'nothing':
        return response.redirect(urlFor('purchases.show', { reference }), false, 303)
    }
  }

  /** After too many visits the purchase is updated by Stripe's events alone. */
  async show(ctx: HttpContext) {
    const purchase = await findOwn(ctx)
    if (await allowsAttempt(portalByAccount, limitSubject(buyerOf(purchase)))) {
      await this.openPortal.refresh(purchase)
    }
    const { reference } = purchase
    return ctx.response.redirect(urlFor('purchases.show', { reference }), false, 303)
  }
}

/** @throws {E_ROUTE_NOT_FOUND} for everybody but the buyer, as for an unknown purchase */
async function findOwn(ctx: HttpContext): Promise<Purchase> {
  const { params, request } = ctx
  const purchase = await Purchase.query()
    .where('reference', params.reference)
    .where(ofBuyer(currentBuyerOrFail(ctx)))
    .first()
  if (purchase === null) {
    throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
  }
  return purchase
}
