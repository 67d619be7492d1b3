import type { HttpContext } from '@adonisjs/core/http'

/**
 * Renders the Markdown of a form that is not saved.
 */
export default class PreviewsController {
  /** The submitted `preview` names the field. */
  async create({ request, view }: HttpContext) {
    const content = request.input(String(request.input('preview')))
    return view.render('pages/admin/preview', {
      content: typeof content === 'string' ? content : '',
    })
  }
}
