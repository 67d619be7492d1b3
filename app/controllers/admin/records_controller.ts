import type { HttpContext } from '@adonisjs/core/http'
import { viewExports } from '#admin/export_view'
import { readListState } from '#admin/list_state'
import { viewList } from '#admin/list_view'
import { recordPath } from '#admin/resource'
import { viewRecord } from '#admin/record_view'
import { viewSelection } from '#admin/selection_view'
import { notFound } from '#controllers/admin/not_found'

/**
 * The lists of all resources, and the pages of those records that are looked at.
 */
export default class RecordsController {
  async index({ request, resource, staff, view }: HttpContext) {
    const state = readListState(resource.list, request.qs())
    const list = await viewList(resource, state)
    return view.render('pages/admin/list', {
      list,
      selection: viewSelection(resource, state, list, staff.role),
      exports: viewExports(resource, state, staff.role),
    })
  }

  async show(ctx: HttpContext) {
    const record = await viewRecord(ctx.resource, Number(ctx.params.id), {
      i18n: ctx.i18n,
      role: ctx.staff.role,
    })
    if (record === null) {
      throw notFound(ctx)
    }
    return ctx.view.render('pages/admin/record', { record })
  }

  /** Does what a button of the record's page stands for; which one, the route says. */
  async act(ctx: HttpContext) {
    const { params, response, resource, route, session, staff } = ctx
    const key = route?.name?.split('.').at(-1)
    const action = resource.page?.actions?.find((one) => one.key === key)
    const notice = await action?.run(Number(params.id), staff)
    if (!notice) {
      throw notFound(ctx)
    }
    session.flash('notice', notice)
    return response
      .redirect()
      .status(303)
      .toPath(recordPath(resource, Number(params.id)))
  }
}
