import type { HttpContext } from '@adonisjs/core/http'
import { SEARCH_LENGTH } from '#records/lists/list_state'
import { onlyHit, viewSearch } from '#records/search_view'
import SearchRecords from '#records/search_records'

/**
 * Searches all resources that the role may see: as a page, and as JSON for the search dialog. A
 * single exact match redirects to its record.
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

/** Removes null characters, which PostgreSQL does not accept. */
function readTerm(sent: unknown): string {
  return typeof sent === 'string' ? sent.replaceAll('\0', '').trim().slice(0, SEARCH_LENGTH) : ''
}
