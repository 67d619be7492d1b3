import type { HttpContext } from '@adonisjs/core/http'
import FindOverview from '#admin/find_overview'

/**
 * The overview, the first page of the panel.
 */
export default class HomeController {
  async index({ view }: HttpContext) {
    return view.render('pages/admin/home', { overview: await new FindOverview().handle() })
  }
}
