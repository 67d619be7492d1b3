import { pipeline } from 'node:stream/promises'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { Exception } from '@adonisjs/core/exceptions'
import { limitBytes, readMultipart } from '#app/multipart'

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

async function readPicture(part: NodeJS.ReadableStream): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = []
  try {
    await pipeline(part, limitBytes(PICTURE_BYTES), async (source) => {
      for await (const chunk of source) {
        chunks.push(chunk)
      }
    })
    return Buffer.concat(chunks)
  } catch (error) {
    if (error instanceof Exception && error.status === 413) {
      return 'too_large'
    }
    throw error
  }
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** The picture of a form; null where none was chosen. There after `pictureForm`. */
    picture: Buffer | 'too_large' | null
  }
}
