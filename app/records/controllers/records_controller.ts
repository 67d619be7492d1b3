import type { HttpContext } from '@adonisjs/core/http'
import { viewExports } from '#records/lists/export_view'
import { readListState } from '#records/lists/list_state'
import { viewList } from '#records/lists/list_view'
import { viewRelations } from '#records/lists/relation_controls'
import { recordPath } from '#records/declarations/resource_paths'
import { viewRecord } from '#records/record_view'
import { viewHref } from '#records/lists/saved_view_tabs'
import { viewSelection } from '#records/lists/selection_view'
import { notFound } from '#http/not_found'
import ListSavedViews from '#records/lists/list_saved_views'

/**
 * Shows the lists of all resources and the pages of records without a form, and runs the buttons of
 * these pages.
 */
export default class RecordsController {
  async index(ctx: HttpContext) {
    const { auth, request, resource, response, staff, view } = ctx
    const { id: userId, preferences } = auth.getUserOrFail()
    const opening = await this.#openingView(ctx)
    if (opening !== null) {
      return response.redirect().toPath(viewHref(resource, opening))
    }
    const relations = await viewRelations(resource, request.qs(), staff.role)
    const only = relations.find(({ found }) => found?.length === 1)?.found?.[0]
    if (only) {
      return response.redirect().status(303).toPath(only.href)
    }
    const state = readListState(resource.list, request.qs())
    const list = await viewList(resource, state, { userId, preferences })
    return view.render('pages/admin/list', {
      list,
      relations,
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

  /** Runs a button of the record's page; the name of the route ends with its key. */
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

  /** The query of the user's default view; null if they have none, or the request has a query. */
  async #openingView({ auth, request, resource }: HttpContext): Promise<string | null> {
    const { id: userId, preferences } = auth.getUserOrFail()
    const viewId = preferences.views?.[resource.key]
    if (viewId === undefined || Object.keys(request.qs()).length > 0) {
      return null
    }
    const views = await new ListSavedViews().handle(resource.key, userId)
    return views.find(({ id }) => id === viewId)?.query ?? null
  }
}
