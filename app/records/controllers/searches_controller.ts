import type { HttpContext } from '@adonisjs/core/http'
import { SEARCH_LENGTH } from '#records/lists/list_state'
import { onlyHit, viewSearch } from '#records/search_view'
import SearchRecords from '#records/search_records'

/**
 * The search over everything: a page, and the same for the dialog that is open on every page.
 */
export default class SearchesController {
  async show({ request, response, staff, view }: HttpContext) {
    const term = readTerm(request.input('q'))
    const found = term === '' ? [] : await new SearchRecords().handle({ term, role: staff.role })
    const groups = viewSearch(term, found)
    response.vary('accept')
    if (request.accepts(['html', 'json']) === 'json') {
      return response.json({ groups })
    }
    const only = onlyHit(term, groups)
    return only === null
      ? view.render('pages/admin/search', { term, groups })
      : response.redirect().status(303).toPath(only)
  }
}

/** PostgreSQL takes no text with a NUL in it. */
function readTerm(said: unknown): string {
  return typeof said === 'string' ? said.replaceAll('\0', '').trim().slice(0, SEARCH_LENGTH) : ''
}
