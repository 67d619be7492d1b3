import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import UpdateFile, { type FileChange, LABEL_LENGTH } from '#catalogue/files/update_file'
import { showFiles } from '#admin/products/controllers/files_page'
import { pageNumber, pagePath } from '#http/page_links'
import { notFound } from '#http/not_found'

/**
 * The files of a product: what buyers get.
 */
export default class FilesController {
  async index(ctx: HttpContext) {
    return showFiles(ctx, {})
  }

  /** Renames, moves, removes or restores a file, by the button that was used. */
  async update(ctx: HttpContext) {
    const { params, request, response, session, staff } = ctx
    const change = readChange(request.body())
    if (change === null) {
      throw notFound(ctx)
    }
    const outcome = await new UpdateFile().handle({
      configurationId: Number(params.id),
      fileId: Number(params.fileId),
      change,
      actor: staff,
    })
    switch (outcome.type) {
      case 'invalid':
        response.status(422)
        return showFiles(ctx, {
          errors: { [`label-${params.fileId}`]: labelProblem(request.input('label')) },
          labels: { [params.fileId]: request.input('label') },
        })
      case 'changed':
      case 'unchanged':
        session.flash('notice', {
          kind: outcome.type === 'changed' ? 'success' : 'info',
          text: outcome.type === 'changed' ? WORDS[change.type] : 'There was nothing to change.',
        })
        return response
          .redirect()
          .status(303)
          .toPath(
            pagePath(urlFor('admin.files.index', { id: params.id }), pageNumber(request.qs().page))
          )
      default:
        throw notFound(ctx)
    }
  }
}

const WORDS: Record<FileChange['type'], string> = {
  rename: 'Renamed the file.',
  move: 'Moved the file.',
  archive: 'Removed the file. Buyers cannot get it any more; it can be brought back below.',
  restore: 'Brought the file back.',
}

function readChange(input: Record<string, unknown>): FileChange | null {
  switch (input.intent) {
    case 'rename':
      return { type: 'rename', label: typeof input.label === 'string' ? input.label : '' }
    case 'up':
    case 'down':
      return { type: 'move', direction: input.intent }
    case 'archive':
    case 'restore':
      return { type: input.intent }
    default:
      return null
  }
}

function labelProblem(label: unknown): string {
  return typeof label === 'string' && label.trim() !== ''
    ? `The label is longer than ${LABEL_LENGTH} characters`
    : 'The label is needed'
}
