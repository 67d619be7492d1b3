import type { HttpContext } from '@adonisjs/core/http'

/** Characters of a list's address that a page leads back to. */
const BACK_LENGTH = 2000

/**
 * The query string of the list that a page was opened from. Only a query string, so that it leads
 * nowhere but to that list.
 */
export function readBack({ request }: HttpContext): string {
  const said = request.input('back', '')
  return typeof said === 'string' ? new URLSearchParams(said.slice(0, BACK_LENGTH)).toString() : ''
}

/** The address of a list as it was looked at. */
export function backTo(path: string, back: string): string {
  return back === '' ? path : `${path}?${back}`
}
