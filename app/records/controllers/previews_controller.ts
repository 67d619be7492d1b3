import type { HttpContext } from '@adonisjs/core/http'

/**
 * Markdown as it will be read, from what is typed in a form that is not saved yet.
 */
export default class PreviewsController {
  /** The pressed button names the field. */
  async create({ request, view }: HttpContext) {
    const content = request.input(String(request.input('preview')))
    return view.render('pages/admin/preview', {
      content: typeof content === 'string' ? content : '',
    })
  }
}
