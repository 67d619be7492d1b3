import type { HttpContext } from '@adonisjs/core/http'

/** Characters of the query string that are used. */
const BACK_LENGTH = 2000

/**
 * The query string of the list that a page was opened from. Being only a query string, it cannot
 * redirect anywhere but to that list.
 */
export function readBack({ request }: HttpContext): string {
  const sent = request.input('back', '')
  return typeof sent === 'string' ? new URLSearchParams(sent.slice(0, BACK_LENGTH)).toString() : ''
}

/**
 * The address of a list with its search, filters and page.
 * @param back a query string, as from `readBack`
 */
export function backTo(path: string, back: string): string {
  return back === '' ? path : `${path}?${back}`
}
