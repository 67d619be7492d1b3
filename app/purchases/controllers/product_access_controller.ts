import type { HttpContext } from '@adonisjs/core/http'
import { accessText } from '#access/access_text'
import ListCurrentFiles from '#catalogue/files/list_current_files'

/**
 * The members' page of a product: its content and files. Needs `productRequired`; an example of a
 * gated page.
 */
export default class ProductAccessController {
  async show({ i18n, productAccess, productConfig, productPurchase, view }: HttpContext) {
    const files = await new ListCurrentFiles().handle([productConfig.id])
    return view.render('pages/access/show', {
      configuration: productConfig,
      purchase: productPurchase,
      words: accessText(productAccess, i18n),
      files: files.get(productConfig.id) ?? [],
    })
  }
}
