import type { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { readMultipart } from '#app/multipart'

/** Bytes of a picture that staff may give. */
export const PICTURE_BYTES = 10 * 1024 * 1024

/** The field of a form that holds a picture. */
const FIELD = 'picture'

/**
 * Reads a form that may hold a picture, so that CSRF, which comes next, finds its token among the
 * fields and an expired form keeps what was typed. Comes after `staff`: nobody else's body is read.
 */
export default class PictureFormMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    ctx.picture = null
    if (ctx.request.is(['multipart/form-data'])) {
      await readMultipart(
        ctx.request,
        { field: FIELD, take: async (part) => void (ctx.picture = await readPicture(part)) },
        // Many times what is kept, so that a picture that is too large gets a sentence of its own.
        PICTURE_BYTES * 10
      )
    }
    return next()
  }
}

/** Reads to the end in any case, so that the fields behind the picture are read as well. */
async function readPicture(part: Readable): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of part) {
    size += chunk.length
    if (size <= PICTURE_BYTES) {
      chunks.push(chunk)
    }
  }
  return size <= PICTURE_BYTES ? Buffer.concat(chunks) : 'too_large'
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** The picture of a form; null where none was chosen. There after `pictureForm`. */
    picture: Buffer | 'too_large' | null
  }
}
