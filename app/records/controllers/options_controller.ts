import type { HttpContext } from '@adonisjs/core/http'
import FindOptions from '#records/lists/find_options'

/**
 * Searches the records of a resource, for pickers; answers JSON.
 */
export default class OptionsController {
  async index({ request, resource, response }: HttpContext) {
    const { q = '', after = null } = request.qs()
    const page = await new FindOptions().search(resource, String(q), {
      after: typeof after === 'string' ? after : null,
    })
    return response.json(page)
  }
}
