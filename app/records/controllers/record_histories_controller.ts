import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { viewFrame } from '#records/frame_view'
import { viewHistory } from '#records/history_view'
import { subjectOf } from '#records/declarations/resource'
import { historyPath, listPath, recordPath } from '#records/declarations/resource_paths'
import { notFound } from '#http/not_found'
import ListHistory from '#authority/list_history'
import { readRowId } from '#shared/row_id'

/**
 * Shows the audit entries of a record, newest first, for every resource that is audited.
 */
export default class RecordHistoriesController {
  async show(ctx: HttpContext) {
    const { params, request, resource, staff, view } = ctx
    const id = Number(params.id)
    const row = (await resource.form?.find(id, db.connection())) ?? null
    const found = resource.form ? row : await resource.page?.find(id)
    if (!found) {
      throw notFound(ctx)
    }
    const about = { subjectType: subjectOf(resource) ?? '', subjectId: id }
    const { entries, before } = await new ListHistory().handle(
      about,
      readRowId(request.input('before'))
    )
    const own = historyPath(resource, id)
    return view.render('pages/admin/history', {
      frame: row && viewFrame(resource, row, { role: staff.role }),
      section: resource.key,
      resourceTitle: resource.title,
      name: row
        ? resource.form?.label(row)
        : (resource.page?.name ?? resource.page?.title)?.(found),
      listHref: listPath(resource),
      recordHref: recordPath(resource, id),
      entries: viewHistory(resource, entries, { row, role: staff.role }),
      newestHref: request.input('before') ? own : null,
      olderHref: before === null ? null : `${own}?before=${before}`,
    })
  }
}
