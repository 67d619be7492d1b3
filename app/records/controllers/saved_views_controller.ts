import type { HttpContext } from '@adonisjs/core/http'
import SavePreferences from '#records/save_preferences'
import DeleteView from '#records/lists/delete_view'
import SaveView, { MOST_VIEWS, VIEW_NAME_LENGTH } from '#records/lists/save_view'
import { readListState, listQueryString } from '#records/lists/list_state'
import { type Notice } from '#records/declarations/resource'
import { listPath } from '#records/declarations/resource_paths'
import { viewHref } from '#records/lists/saved_view_tabs'
import { notFound } from '#http/not_found'
import { backTo, readBack } from '#records/controllers/back_to_list'
import SavedView from '#models/saved_view'

/**
 * Saves views of a list, for oneself or shared, and the user's choice of default view and columns.
 */
export default class SavedViewsController {
  /** Saves the current search, filters and sorting as a view. */
  async store(ctx: HttpContext) {
    const { request, resource, staff } = ctx
    const state = readListState(
      resource.list,
      Object.fromEntries(new URLSearchParams(readBack(ctx)))
    )
    const query = listQueryString(resource.list, { ...state, after: null, before: null })
    const outcome = await new SaveView().handle({
      list: resource.key,
      name: String(request.input('name') ?? ''),
      query,
      isShared: Boolean(request.input('shared')),
      actor: staff,
    })
    switch (outcome.type) {
      case 'saved':
        return leave(ctx, viewHref(resource, query), {
          kind: 'success',
          text: `Saved the view “${outcome.view.name}”.`,
        })
      case 'invalid':
        return leave(ctx, viewHref(resource, query), {
          kind: 'error',
          text: `Give the view a name of at most ${VIEW_NAME_LENGTH} characters.`,
        })
      case 'too_many':
        return leave(ctx, viewHref(resource, query), {
          kind: 'error',
          text: `You have ${MOST_VIEWS} views of this list. Remove one first.`,
        })
      case 'forbidden':
        return leave(ctx, viewHref(resource, query), {
          kind: 'error',
          text: 'Your role may not share views. Save it for yourself.',
        })
    }
  }

  /** Deletes a view of one's own, or makes a view the default, depending on the button. */
  async update(ctx: HttpContext) {
    const { params, request, resource, staff } = ctx
    const id = Number(params.viewId)
    if (request.input('intent') === 'remove') {
      if (!(await new DeleteView().handle({ id, actor: staff }))) {
        throw notFound(ctx)
      }
      return leave(ctx, listPath(resource), { kind: 'success', text: 'Removed the view.' })
    }
    const view = await SavedView.query()
      .where({ id, list: resource.key })
      .where((either) => either.where('userId', staff.id ?? 0).orWhere('isShared', true))
      .first()
    if (view === null) {
      throw notFound(ctx)
    }
    const isDefault = request.input('intent') === 'default'
    await new SavePreferences().handle(staff.id ?? 0, (present) => {
      return { ...present, views: changed(present.views, resource.key, isDefault ? id : null) }
    })
    return leave(ctx, viewHref(resource, view.query), {
      kind: 'success',
      text: isDefault ? `${resource.title} open with “${view.name}” now.` : 'The list opens whole.',
    })
  }

  /** Saves which columns are shown. */
  async columns(ctx: HttpContext) {
    const { request, resource, staff } = ctx
    const sent: unknown = request.input('columns', [])
    const known = resource.list.columns.map(({ key }) => key)
    const chosen = known.filter((key) => [sent].flat().includes(key))
    await new SavePreferences().handle(staff.id ?? 0, (present) => {
      const isReset = request.input('intent') === 'reset'
      return {
        ...present,
        columns: changed(present.columns, resource.key, isReset ? null : chosen),
      }
    })
    return ctx.response
      .redirect()
      .status(303)
      .toPath(backTo(listPath(resource), readBack(ctx)))
  }
}

function leave({ response, session }: HttpContext, path: string, notice: Notice) {
  session.flash('notice', notice)
  return response.redirect().status(303).toPath(path)
}

/** Preferences by list, with those of one list replaced, or removed by null. */
function changed<Value>(present: Record<string, Value> = {}, key: string, value: Value | null) {
  const others = Object.entries(present).filter(([list]) => list !== key)
  return Object.fromEntries(value === null ? others : [...others, [key, value]])
}
