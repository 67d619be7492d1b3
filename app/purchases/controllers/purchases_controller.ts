import { errors, type HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { pageLinks, pageNumber } from '#http/page_links'
import { relatedProducts } from '#storefront/controllers/related_products'
import { accessText } from '#access/access_text'
import { nextStep, portalStep } from '#access/next_step'
import { paidText, receiptRows } from '#purchases/receipt_rows'
import { buyersTimeline } from '#purchases/buyers_timeline'
import FindPriceNames from '#purchases/find_price_names'
import FindPurchase from '#purchases/find_purchase'
import ListLibrary from '#purchases/list_library'
import ListTimeline from '#purchases/list_timeline'

/**
 * The signed-in user's purchases: the library, and the page of one purchase. Purchases of others
 * answer 404.
 */
export default class PurchasesController {
  async index({ auth, i18n, request, view }: HttpContext) {
    const { entries, page, hasMore } = await new ListLibrary().handle({
      userId: auth.getUserOrFail().id,
      page: pageNumber(request.qs().page),
    })
    const priceNames = await new FindPriceNames().handle(
      entries.map(({ purchase }) => purchase),
      i18n
    )
    return view.render('pages/purchases/index', {
      entries: entries.map((entry) => ({
        ...entry,
        priceName: priceNames.get(entry.purchase.id) ?? null,
        paid: paidText(entry.purchase, i18n),
        words: accessText(entry.access, i18n),
        next: nextStep(entry.access, i18n),
        portal: portalStep(entry.access),
      })),
      pages: pageLinks(urlFor('purchases.index'), { page, hasMore }),
    })
  }

  async show({ auth, i18n, params, request, view }: HttpContext) {
    const userId = auth.getUserOrFail().id
    const { reference } = params
    const details = await new FindPurchase().handle({
      userId,
      reference,
      filesPage: pageNumber(request.qs().page),
    })
    if (details === null) {
      throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
    }
    return view.render('pages/purchases/show', {
      ...details,
      filePages: pageLinks(urlFor('purchases.show', { reference }), details.files),
      related: details.access.allowed
        ? await relatedProducts(details.purchase.productConfigurationId, userId)
        : [],
      timeline: buyersTimeline(await new ListTimeline().handle(details.purchase), i18n),
      receipt: receiptRows(
        details.purchase,
        await new FindPriceNames().one(details.purchase, i18n),
        i18n
      ),
      words: accessText(details.access, i18n),
      next: nextStep(details.access, i18n),
      portal: portalStep(details.access),
    })
  }
}
