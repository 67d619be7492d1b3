import type { HttpContext } from '@adonisjs/core/http'
import type { MultipartStream } from '@adonisjs/core/types/bodyparser'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { Exception } from '@adonisjs/core/exceptions'
import { PassThrough, pipeline } from 'node:stream'
import UploadFile, { type UploadFileOutcome } from '#actions/upload_file'
import { limitBytes, readMultipart } from '#app/multipart'
import { showFiles } from '#controllers/admin/files_controller'
import { notFound } from '#controllers/admin/not_found'

/** Bytes of one upload. */
export const UPLOAD_BYTES = 2_000_000_000

const FIELD = 'file'

const PROBLEMS = {
  none: 'Choose a file first',
  empty: 'The file is empty, so it was not added',
  too_large: 'The file is larger than 2 GB, so it was not added',
}

/**
 * Takes in files of a product. Staff, right and CSRF token are checked before a byte is read, so the
 * token comes in the address.
 */
export default class UploadsController {
  async store(ctx: HttpContext) {
    const outcomes: UploadFileOutcome[] = []
    if (!ctx.request.is(['multipart/form-data'])) {
      return this.#refuse(ctx, 422, PROBLEMS.none)
    }
    try {
      await readMultipart(
        ctx.request,
        { field: FIELD, take: async (part) => void outcomes.push(await take(ctx, part)) },
        UPLOAD_BYTES
      )
    } catch (error) {
      if (error instanceof Exception && error.status === 413) {
        return this.#refuse(ctx, 413, PROBLEMS.too_large)
      }
      throw error
    }
    return this.#answer(ctx, outcomes)
  }

  #answer(ctx: HttpContext, outcomes: UploadFileOutcome[]) {
    if (outcomes.some(({ type }) => type === 'not_found' || type === 'forbidden')) {
      throw notFound(ctx)
    }
    const added = outcomes.filter((outcome) => outcome.type === 'added')
    if (added.length === 0) {
      return this.#refuse(ctx, 422, outcomes.length > 0 ? PROBLEMS.empty : PROBLEMS.none)
    }
    const path = urlFor('admin.files.index', { id: ctx.params.id })
    const names = added.map(({ release }) => `“${release.filename}”`).join(', ')
    ctx.session.flash('notice', { kind: 'success', text: `Added ${names}.` })
    return wantsJson(ctx)
      ? ctx.response.created({ location: path })
      : ctx.response.redirect().status(303).toPath(path)
  }

  #refuse(ctx: HttpContext, status: number, problem: string) {
    ctx.response.status(status)
    if (status === 413) {
      // Whatever is still on its way is thrown away, so that the browser reads this answer.
      ctx.request.request.resume()
      ctx.response.header('connection', 'close')
    }
    return wantsJson(ctx)
      ? ctx.response.send({ error: { message: problem } })
      : showFiles(ctx, { errors: { file: problem } })
  }
}

async function take({ params, staff }: HttpContext, part: MultipartStream) {
  const stream = new PassThrough()
  pipeline(part, limitBytes(UPLOAD_BYTES), stream, () => undefined)
  return new UploadFile().handle({
    configurationId: Number(params.id),
    filename: part.filename,
    stream,
    actor: staff,
  })
}

function wantsJson({ request }: HttpContext): boolean {
  return request.accepts(['html', 'json']) === 'json'
}
