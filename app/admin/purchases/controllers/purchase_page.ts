import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { notFound } from '#http/not_found'
import Purchase from '#models/purchase'
import { newestPayments } from '#purchases/purchase_payments'

/** Payments that the pages about a purchase offer or show; Stripe has the older ones. */
const MOST_PAYMENTS = 500

/**
 * The purchase of the route, with what every page about it shows.
 * @throws {E_ROUTE_NOT_FOUND} where there is no such purchase
 */
export async function readPurchase(ctx: HttpContext): Promise<Purchase> {
  const purchase = await Purchase.query()
    .where('id', Number(ctx.params.id))
    .preload('productConfiguration', (configuration) => configuration.preload('product'))
    .preload('paymentLines', newestPayments(MOST_PAYMENTS))
    .first()
  if (purchase === null) {
    throw notFound(ctx)
  }
  return purchase
}

/** Redirects to the purchase and shows a notice there. */
export function backToPurchase(
  { response, session }: HttpContext,
  { id }: Purchase,
  notice: { kind: 'success' | 'info' | 'error'; text: string }
) {
  session.flash('notice', notice)
  return response.redirect().status(303).toPath(urlFor('admin.purchases.show', { id }))
}
