import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { emptyPrice, typedPriceOf, viewPrice } from '#admin/products/price_controls'
import { PRICE_HEADS, viewPriceRow } from '#admin/products/price_rows'
import type { FailureView } from '#admin/stripe_failure'
import { requestOf } from '#admin/stripe_request'
import { pageLinks, pageNumber, pagePath } from '#http/page_links'
import { notFound } from '#http/not_found'
import { readProductPage } from '#admin/products/controllers/product_page'
import FindProductPrices, { type ProductPrice } from '#catalogue/prices/find_product_prices'
import FindUsualCurrency from '#catalogue/prices/find_usual_currency'
import type { FormErrors } from '#http/forms/check_form'

/**
 * The price of the route.
 * @throws {E_ROUTE_NOT_FOUND} where the product has no such price
 */
export async function findPrice(ctx: HttpContext): Promise<ProductPrice> {
  const { id, priceId } = ctx.params
  const price = await new FindProductPrices().find(Number(id), Number(priceId))
  if (price === null) {
    throw notFound(ctx)
  }
  return price
}

/** Redirects to the page of the list of prices from which the route's product was changed. */
export function backToPrices({ params, request, response }: HttpContext) {
  return response
    .redirect()
    .status(303)
    .toPath(
      pagePath(urlFor('admin.prices.index', { id: params.id }), pageNumber(request.qs().page))
    )
}

/** Renders the prices of a product, with errors or a failure where there are any. */
export async function showPrices(
  ctx: HttpContext,
  { errors = {}, failure = null }: { errors?: FormErrors; failure?: FailureView | null } = {}
) {
  const { request, view } = ctx
  const { row, frame } = await readProductPage(ctx)
  const { prices, hasOlderPurchases, ...page } = await new FindProductPrices().handle(
    row.id,
    pageNumber(request.qs().page)
  )
  const isTyped = 'amount' in request.body()
  const typed = isTyped
    ? typedPriceOf(request.body())
    : emptyPrice(await new FindUsualCurrency().handle())
  return view.render('pages/admin/products/prices', {
    row,
    frame,
    heads: PRICE_HEADS,
    prices: prices.map(viewPriceRow),
    pages: pageLinks(urlFor('admin.prices.index', { id: row.id }), page),
    hasOlderPurchases,
    request: requestOf(request.body()),
    price: viewPrice(typed, errors),
    isTyped,
    errors,
    failure,
  })
}
