import { Readable } from 'node:stream'
import { DateTime } from 'luxon'
import type { HttpContext } from '@adonisjs/core/http'
import ExportRecords from '#records/lists/export_records'
import { readListState } from '#records/lists/list_state'
import { filterOf } from '#records/lists/selection'
import { attachmentNamed } from '#storage/content_disposition'
import { notFound } from '#http/not_found'

const CHARSETS = { plain: 'utf-8', excel: 'utf-16le' } as const

/**
 * Streams a filtered list as CSV. Requires the permission `export`; audited. HEAD answers the
 * headers alone and is not audited.
 */
export default class ExportsController {
  async show(ctx: HttpContext) {
    const { auth, logger, request, resource, response, staff } = ctx
    const format = request.input('for') === 'excel' ? 'excel' : 'plain'
    response.header('content-type', `text/csv; charset=${CHARSETS[format]}`)
    response.header(
      'content-disposition',
      attachmentNamed(`${resource.key}-${DateTime.utc().toISODate()}.csv`)
    )
    if (request.method() === 'HEAD') {
      return response.stream(Readable.from([]))
    }
    const outcome = await new ExportRecords().handle({
      resource,
      query: filterOf(resource.list, readListState(resource.list, request.qs())),
      chosen: auth.getUserOrFail().preferences.columns?.[resource.key],
      format,
      actor: staff,
    })
    if (outcome.type === 'forbidden') {
      throw notFound(ctx)
    }
    const file = Readable.from(outcome.parts, { objectMode: false })
    file.on('error', (error) => logger.error({ err: error }, 'An export was cut off'))
    return response.stream(file)
  }
}
