import { errors, type HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import type { I18n } from '@adonisjs/i18n'
import { pageLinks, pageNumber } from '#http/page_links'
import { relatedProducts } from '#storefront/controllers/related_products'
import { currentBuyer } from '#buyers/current_buyer'
import { accessText } from '#access/access_text'
import { nextStep } from '#access/next_step'
import { catalogueMemo } from '#storefront/page_cache/catalogue_memo'
import { productMeta } from '#storefront/page_meta'
import { printTime } from '#shared/print_time'
import { isHidden } from '#catalogue/product_standing'
import { lacksSecondFactor } from '#authority/required_second_factor'
import type User from '#models/user'
import FindAccess, { type Access } from '#access/find_access'
import FindStoreProduct, { type StoreProduct } from '#catalogue/find_store_product'

/**
 * The public page of a product. An earlier slug answers 301 to the current one. A hidden product is
 * a preview for staff, leads a buyer to what they bought, and is 404 for everybody else. A product
 * with many prices shows them page by page.
 */
export default class ProductsController {
  async show(ctx: HttpContext) {
    const { params, request, response } = ctx
    const page = pageNumber(request.qs().page)
    const outcome = await this.#find(params.productSlug, page)

    switch (outcome.type) {
      case 'moved':
        return response.redirect(
          urlFor('store.products.show', { productSlug: outcome.slug }),
          false,
          301
        )
      case 'missing':
        throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
      case 'found':
        if (page > 1 && outcome.product.prices.length === 0) {
          throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
        }
        return this.#show(ctx, outcome.product)
    }
  }

  async #show(ctx: HttpContext, product: StoreProduct) {
    const { auth, i18n, view } = ctx
    const isPreview = isHidden(product.standing)
    if (isPreview && !maySeePreviews(auth?.user)) {
      return this.#answerHidden(ctx, product)
    }
    return view.render('pages/store/product', {
      product,
      pricePages: pageLinks(urlFor('store.products.show', { productSlug: product.slug }), {
        page: product.pricesPage,
        hasMore: product.hasMorePrices,
      }),
      preview: isPreview ? previewNotice(product, i18n) : null,
      meta: productMeta(product),
      related: await relatedProducts(product.configurationId, currentBuyer(ctx)),
      ...(await this.#ownership(ctx, product)),
    })
  }

  /** A buyer is sent to the members' page; everybody else gets 404. */
  async #answerHidden(ctx: HttpContext, product: StoreProduct) {
    const { request, response } = ctx
    const { allowed } = await new FindAccess().handle({
      buyer: currentBuyer(ctx),
      product: { id: product.configurationId },
    })
    if (!allowed) {
      throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
    }
    return response.redirect(urlFor('products.access', { productSlug: product.slug }), false, 303)
  }

  /** Further pages of prices are not cached: nearly no product has them. */
  #find(slug: string, pricesPage: number) {
    const find = () => new FindStoreProduct().handle(slug, { pricesPage })
    return pricesPage === 1 ? catalogueMemo.remember(`product ${slug}`, find) : find()
  }

  /** The visitor's access, with text and next step; empty for a visitor who is no buyer. */
  async #ownership(ctx: HttpContext, product: StoreProduct) {
    const { i18n } = ctx
    const buyer = currentBuyer(ctx)
    if (buyer === null) {
      return { isSignedIn: false, access: null, offer: product }
    }
    const access = await new FindAccess().handle({
      buyer,
      product: { id: product.configurationId },
    })
    return {
      isSignedIn: true,
      access: access.purchase === null ? null : access,
      offer: offerTo(access, product),
      words: accessText(access, i18n),
      next: nextStep(access, i18n),
    }
  }
}

/**
 * The product with the prices that a visitor can pay: who has a subscription is offered what is paid
 * once, and no second subscription. Null where that leaves nothing.
 */
function offerTo({ allowed, purchase }: Access, product: StoreProduct): StoreProduct | null {
  if (!allowed || !purchase?.isRecurring || product.mayBuyAgain) {
    return product
  }
  const prices = product.prices.filter(({ interval }) => interval === null)
  return prices.length === 0 ? null : { ...product, prices, mainPrice: prices[0] }
}

/** Staff may, but not with the password alone where the store requires a second factor of them. */
function maySeePreviews(user: User | undefined): boolean {
  return user !== undefined && user.isStaff && !lacksSecondFactor(user)
}

/** Explains to staff why visitors do not see the page. */
function previewNotice(
  { availableFrom, availableUntil, configurationId, standing }: StoreProduct,
  i18n: I18n
) {
  const time = standing === 'scheduled' ? availableFrom : availableUntil
  const date = time === null ? '' : printTime(time, 'datetime', i18n.locale)
  return {
    text: i18n.t(`store.product.preview.${standing}`, { date }),
    link: {
      href: urlFor('admin.products.edit', { id: configurationId }),
      text: i18n.t('store.product.preview.edit'),
    },
  }
}
