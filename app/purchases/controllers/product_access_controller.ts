import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { pageLinks, pageNumber } from '#http/page_links'
import { accessText } from '#access/access_text'
import ListCurrentFiles from '#catalogue/files/list_current_files'

/**
 * The members' page of a product: its content and files. Needs `productRequired`; an example of a
 * gated page.
 */
export default class ProductAccessController {
  async show({ i18n, productAccess, productConfig, productPurchase, request, view }: HttpContext) {
    const { id, slug } = productConfig
    const page = pageNumber(request.qs().page)
    const files = (await new ListCurrentFiles().handle([id], { page })).get(id)!
    return view.render('pages/access/show', {
      configuration: productConfig,
      purchase: productPurchase,
      words: accessText(productAccess, i18n),
      files,
      filePages: pageLinks(urlFor('products.access', { productSlug: slug }), files),
    })
  }
}
