import type { HttpContext } from '@adonisjs/core/http'
import type { ListDeclaration } from '#admin/list'
import { readListState } from '#admin/list_state'
import { viewList } from '#admin/list_view'

/** Characters of a list's address that a page leads back to. */
const BACK_LENGTH = 2000

/**
 * Answers with a page of a list.
 */
export async function showList(ctx: HttpContext, list: ListDeclaration) {
  const state = readListState(list, ctx.request.qs())
  return ctx.view.render('pages/admin/list', { list: await viewList(list, state) })
}

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
