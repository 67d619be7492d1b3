import { createReadStream } from 'node:fs'
import { errors, type HttpContext } from '@adonisjs/core/http'
import { COVER_FILE, coverPath } from '#covers/cover_files'
import { fetchCover } from '#covers/cover_store'

const TYPES: Record<string, string> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
}

/**
 * Product covers, public. A cover's name is made from its content, so it may be cached permanently.
 */
export default class CoversController {
  async show({ params, request, response }: HttpContext) {
    const file = String(params.file)
    const size = COVER_FILE.test(file) ? await fetchCover(file) : null
    if (size === null) {
      throw new errors.E_ROUTE_NOT_FOUND(['GET', request.url()])
    }
    response.header('etag', `"${file}"`)
    response.header('cache-control', 'public, max-age=31536000, immutable')
    if (response.fresh()) {
      return response.status(304).send('')
    }
    response.header('content-type', TYPES[file.split('.')[1]])
    response.header('content-length', String(size))
    response.stream(createReadStream(coverPath(file)))
  }
}
