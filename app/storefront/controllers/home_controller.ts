import { errors, type HttpContext } from '@adonisjs/core/http'
import { countNetworkAttempt } from '#http/rate_limit'
import { searchByNetwork } from '#http/rate_limits'
import storeConfig from '#config/store'
import { storeHomeMeta } from '#storefront/page_meta'
import { catalogueMemo } from '#storefront/page_cache/catalogue_memo'
import type { Buyer } from '#buyers/buyer'
import { currentBuyer } from '#buyers/current_buyer'
import ListOwned from '#access/list_owned'
import ListStorefront, { type StorefrontPage } from '#storefront/list_storefront'
import { storefrontSearch } from '#storefront/storefront_search'

/**
 * The store's home page: the products on sale, with search and pages. A page beyond the last is
 * 404, and too many searches from one network are 429.
 */
export default class HomeController {
  async index(ctx: HttpContext) {
    const { i18n, request, view } = ctx
    const { search, page } = storefrontSearch(request.qs())
    if (search !== '') {
      await countNetworkAttempt(searchByNetwork, request.ip())
    }
    const found = await this.#find(search, page)
    if (page > Math.max(1, found.pages)) {
      throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
    }
    const owned = await this.#owned(currentBuyer(ctx), found)

    return view.render('pages/store/home', {
      ...found,
      page,
      searchTerm: search,
      isOwned: (configurationId: number) => owned.has(configurationId),
      pageHref: (number: number) => homeAddress(search, number),
      meta: storeHomeMeta(search, page, i18n),
    })
  }

  /** Searches are not cached: there are too many different ones. */
  async #find(search: string, page: number): Promise<StorefrontPage> {
    const list = () =>
      new ListStorefront().handle({ search, page, perPage: storeConfig.productsPerPage })
    return search === '' ? catalogueMemo.remember(`home ${page}`, list) : list()
  }

  async #owned(buyer: Buyer | null, { products }: StorefrontPage): Promise<Set<number>> {
    return buyer === null
      ? new Set()
      : new ListOwned().handle({
          buyer,
          configurationIds: products.map(({ configurationId }) => configurationId),
        })
  }
}

function homeAddress(search: string, page: number): string {
  const query = new URLSearchParams()
  if (search !== '') {
    query.set('q', search)
  }
  if (page > 1) {
    query.set('page', String(page))
  }
  return query.size > 0 ? `/?${query}` : '/'
}
