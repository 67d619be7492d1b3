import type { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { type Permission, roleMay } from '#authority/permissions'
import { readMultipart } from '#http/forms/multipart'

/** Bytes of a picture that staff may give. */
export const PICTURE_BYTES = 10 * 1024 * 1024

/** The field of a form that holds a picture. */
const FIELD = 'picture'

/**
 * Reads a form that may hold a picture, so that CSRF, which comes next, finds its token among the
 * fields, and a form whose session has ended keeps what was typed. Comes after `identity`: the picture
 * itself is read from nobody who may not send one.
 */
export default class PictureFormMiddleware {
  /**
   * @param options.may what one needs to send a picture
   */
  async handle(ctx: HttpContext, next: NextFn, options: { may: Permission }) {
    ctx.picture = null
    if (ctx.request.is(['multipart/form-data'])) {
      const maySend = this.#maySend(ctx, options.may)
      await readMultipart(
        ctx.request,
        {
          field: FIELD,
          take: async (part) => {
            const picture = await readPicture(part, maySend ? PICTURE_BYTES : 0)
            ctx.picture = maySend ? picture : null
          },
        },
        // Many times what is kept, so that a picture that is too large gets a sentence of its own.
        maySend ? PICTURE_BYTES * 10 : PICTURE_BYTES
      )
    }
    return next()
  }

  #maySend({ auth }: HttpContext, permission: Permission): boolean {
    const { user } = auth.use('web')
    return user?.isStaff === true && roleMay(user.role, permission)
  }
}

/** Reads to the end in any case, so that the fields behind the picture are read as well. */
async function readPicture(part: Readable, largest: number): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of part) {
    size += chunk.length
    if (size <= largest) {
      chunks.push(chunk)
    }
  }
  return size <= largest ? Buffer.concat(chunks) : 'too_large'
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** The picture of a form; null where none was chosen. There after `pictureForm`. */
    picture: Buffer | 'too_large' | null
  }
}
