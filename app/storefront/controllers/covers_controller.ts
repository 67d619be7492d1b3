import { stat } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { errors, type HttpContext } from '@adonisjs/core/http'
import { COVER_FILE, coverPath } from '#covers/cover_files'

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
    const size = COVER_FILE.test(file) ? await sizeOf(coverPath(file)) : null
    if (size === null) {
      throw new errors.E_ROUTE_NOT_FOUND(['GET', request.url()])
    }
    response.header('content-type', TYPES[file.split('.')[1]])
    response.header('content-length', String(size))
    response.header('cache-control', 'public, max-age=31536000, immutable')
    response.stream(createReadStream(coverPath(file)))
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const { size } = await stat(path)
    return size
  } catch {
    return null
  }
}
