import { errors, type HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { pageLinks, pageNumber } from '#http/page_links'
import { relatedProducts } from '#storefront/controllers/related_products'
import { buyerOf } from '#buyers/buyer'
import { confirmHint } from '#buyers/confirm_hint'
import { currentBuyerOrFail } from '#buyers/current_buyer'
import { accessText } from '#access/access_text'
import { nextStep, portalStep } from '#access/next_step'
import { paidText, receiptRows } from '#purchases/receipt_rows'
import { buyersTimeline } from '#purchases/buyers_timeline'
import { chargesAgain } from '#access/charges'
import type Purchase from '#models/purchase'
import FindRunningSubscription from '#purchases/subscriptions/find_running_subscription'
import FindPriceNames from '#purchases/find_price_names'
import FindPurchase from '#purchases/find_purchase'
import ListLibrary from '#purchases/list_library'
import { listSisters } from '#purchases/list_sisters'
import ListTimeline, { boughtAs } from '#purchases/list_timeline'

/**
 * The signed-in user's purchases: the library, and the page of one purchase. Purchases of others
 * answer 404.
 */
export default class PurchasesController {
  async index(ctx: HttpContext) {
    const { i18n, request, view } = ctx
    const { entries, page, hasMore } = await new ListLibrary().handle({
      buyer: currentBuyerOrFail(ctx),
      page: pageNumber(request.qs().page),
    })
    const priceNames = await new FindPriceNames().handle(
      entries.map(({ purchase }) => purchase),
      i18n
    )
    return view.render('pages/purchases/index', {
      hint: confirmHint(ctx),
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

  async show(ctx: HttpContext) {
    const { i18n, params, request, view } = ctx
    const buyer = currentBuyerOrFail(ctx)
    const { reference } = params
    const details = await new FindPurchase().handle({
      buyer,
      reference,
      filesPage: pageNumber(request.qs().page),
    })
    if (details === null) {
      throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
    }
    const { purchase } = details
    const priceName = await new FindPriceNames().one(details.purchase, i18n)
    const timeline = await new ListTimeline().handle(details.purchase, priceName)
    return view.render('pages/purchases/show', {
      ...details,
      second: chargesAgain(purchase)
        ? await new FindRunningSubscription().handle({ ...idsOf(purchase), except: purchase.id })
        : null,
      filePages: pageLinks(urlFor('purchases.show', { reference }), details.files),
      related: details.access.allowed
        ? await relatedProducts(details.purchase.productConfigurationId, buyer)
        : [],
      sisters: await listSisters(purchase),
      timeline: buyersTimeline(timeline, i18n),
      receipt: receiptRows(details.purchase, priceName, i18n, boughtAs(timeline)),
      words: accessText(details.access, i18n),
      next: nextStep(details.access, i18n),
      portal: portalStep(details.access),
    })
  }
}

function idsOf(purchase: Purchase) {
  return { buyer: buyerOf(purchase), productConfigurationId: purchase.productConfigurationId }
}
