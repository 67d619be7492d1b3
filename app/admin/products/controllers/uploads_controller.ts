import type { HttpContext } from '@adonisjs/core/http'
import type { MultipartStream } from '@adonisjs/core/types/bodyparser'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { Exception } from '@adonisjs/core/exceptions'
import { extname } from 'node:path'
import { PassThrough, pipeline } from 'node:stream'
import UploadFile, { type UploadFileOutcome } from '#catalogue/files/upload_file'
import { limitBytes, readMultipart } from '#http/forms/multipart'
import { showFiles, UPLOAD_BYTES } from '#admin/products/controllers/files_page'
import { notFound } from '#http/not_found'

const FIELD = 'file'

const NOTHING_CHOSEN = 'Choose a file first'
const TOO_LARGE = 'The file is larger than 2 GB, so it was not added'

/** Endings of programs and installers that browsers and operating systems warn of. */
const PROGRAMS = new Set(
  `.apk .app .appimage .appx .appxbundle .bat .cmd .com .crx .deb .dmg .exe .ipa .jar .lnk .msi .msix
  .msixbundle .pif .pkg .ps1 .py .rpm .run .scr .sh .vbs .xpi`.split(/\s+/)
)

/** An upload and its outcome. */
interface Upload {
  filename: string
  outcome: UploadFileOutcome
}

/**
 * Uploads files of a product. Role and permission are checked before any byte of the body is read,
 * and the CSRF token before any byte of a file, so it is the first field of the form.
 */
export default class UploadsController {
  async store(ctx: HttpContext) {
    const uploads: Upload[] = []
    if (!ctx.request.is(['multipart/form-data'])) {
      return this.#refuse(ctx, 422, NOTHING_CHOSEN)
    }
    try {
      await readMultipart(
        ctx,
        { fields: [FIELD], take: async (part) => void uploads.push(await upload(ctx, part)) },
        { mayUpload: true, maxBytes: UPLOAD_BYTES }
      )
    } catch (error) {
      if (error instanceof Exception && error.status === 413) {
        return this.#refuse(ctx, 413, TOO_LARGE)
      }
      throw error
    }
    return this.#answer(ctx, uploads)
  }

  #answer(ctx: HttpContext, uploads: Upload[]) {
    if (uploads.some(({ outcome: { type } }) => type === 'not_found' || type === 'forbidden')) {
      throw notFound(ctx)
    }
    const problems = uploads.flatMap(problemOf)
    const names = uploads.flatMap(({ outcome }) =>
      outcome.type === 'added' ? `“${outcome.release.filename}”` : []
    )
    if (names.length === 0) {
      return this.#refuse(ctx, 422, problems.join('. ') || NOTHING_CHOSEN)
    }
    const path = urlFor('admin.files.index', { id: ctx.params.id })
    ctx.session.flash('notice', {
      kind: problems.length > 0 ? 'error' : 'success',
      text: [`Added ${names.join(', ')}`, ...uploads.flatMap(warningsOf), ...problems]
        .map((sentence) => `${sentence}.`)
        .join(' '),
    })
    return wantsJson(ctx)
      ? ctx.response.created({ location: path })
      : ctx.response.redirect().status(303).toPath(path)
  }

  #refuse(ctx: HttpContext, status: number, problem: string) {
    ctx.response.status(status)
    if (status === 413) {
      // The rest of the body is discarded, so that the browser reads this answer.
      ctx.request.request.resume()
      ctx.response.header('connection', 'close')
    }
    return wantsJson(ctx)
      ? ctx.response.send({ error: { message: problem } })
      : showFiles(ctx, { errors: { file: problem } })
  }
}

async function upload({ params, staff }: HttpContext, part: MultipartStream): Promise<Upload> {
  const stream = new PassThrough()
  pipeline(part, limitBytes(UPLOAD_BYTES), stream, () => undefined)
  const outcome = await new UploadFile().handle({
    configurationId: Number(params.id),
    filename: part.filename,
    stream,
    actor: staff,
  })
  // It may not have been read to its end, which the fields behind it wait for.
  stream.resume()
  return { filename: part.filename, outcome }
}

function problemOf({ filename, outcome }: Upload): string[] {
  switch (outcome.type) {
    case 'empty':
      return [`“${filename}” is empty, so it was not added`]
    case 'refused':
      return [
        `“${filename}” is a kind of file that browsers run, so it was not added; put it in a ZIP and upload that`,
      ]
    case 'disguised':
      return [`“${filename}” is not what its name says, so it was not added`]
    default:
      return []
  }
}

/** What staff should know of a file that was added: buyers are warned of programs, which may be sold. */
function warningsOf({ outcome }: Upload): string[] {
  if (outcome.type !== 'added') {
    return []
  }
  const name = `“${outcome.release.filename}”`
  return [
    ...(PROGRAMS.has(extname(outcome.release.filename).toLowerCase())
      ? [`${name} is a program: without a signature, buyers are warned of it`]
      : []),
    ...(outcome.isUnusual
      ? [`${name} does not begin like other files of its kind, so check that it opens`]
      : []),
  ]
}

function wantsJson({ request }: HttpContext): boolean {
  return request.accepts(['html', 'json']) === 'json'
}
