import type { HttpContext } from '@adonisjs/core/http'
import { accessWords } from '#access/access_text'
import ListCurrentFiles from '#catalogue/files/list_current_files'

/**
 * The page that a product opens: its content and its files. A sample of how a page is gated.
 */
export default class ProductAccessController {
  async show({ i18n, productAccess, productConfig, productPurchase, view }: HttpContext) {
    const files = await new ListCurrentFiles().handle([productConfig.id])
    return view.render('pages/access/show', {
      configuration: productConfig,
      purchase: productPurchase,
      words: accessWords(productAccess, i18n),
      files: files.get(productConfig.id) ?? [],
    })
  }
}
