import { errors, type HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { accessWords } from '#app/access_words'
import { nextStep } from '#app/next_step'
import { catalogueMemo } from '#app/page_cache/catalogue_memo'
import { productMeta } from '#app/page_meta'
import FindAccess from '#queries/find_access'
import FindStoreProduct, { type StoreProduct } from '#queries/find_store_product'

/**
 * The page of a product.
 */
export default class ProductsController {
  async show(ctx: HttpContext) {
    const { auth, params, request, response, view } = ctx
    const outcome = await this.#find(params.productSlug)

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
        if (!outcome.product.isShown && !auth?.user?.isStaff) {
          throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
        }
        return view.render('pages/store/product', {
          product: outcome.product,
          meta: productMeta(outcome.product),
          ...(await this.#ownership(ctx, outcome.product)),
        })
    }
  }

  #find(slug: string) {
    return catalogueMemo.remember(`product ${slug}`, () => new FindStoreProduct().handle(slug))
  }

  /** What the reader has of it already; nothing for somebody who is not signed in. */
  async #ownership({ auth, i18n }: HttpContext, product: StoreProduct) {
    const userId = auth?.user?.id
    if (userId === undefined) {
      return { isSignedIn: false, access: null }
    }
    const access = await new FindAccess().handle({
      userId,
      product: { id: product.configurationId },
    })
    return {
      isSignedIn: true,
      access: access.purchase === null ? null : access,
      words: accessWords(access, i18n),
      next: nextStep(access, i18n),
    }
  }
}
