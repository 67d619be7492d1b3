import type { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import User from '#models/user'
import { lastUserId } from '#framework/last_user'
import { type Permission, roleMay } from '#authority/permissions'
import { readMultipart } from '#http/forms/multipart'

/** The most bytes of a picture that staff may upload. */
export const PICTURE_BYTES = 10 * 1024 * 1024

/**
 * Parses a multipart form that may have pictures. Must run before CSRF, which finds its token
 * among the fields, so that a form whose session has expired keeps what was typed. Must run after
 * `identity`: the pictures of staff without permission are discarded, and a form of anybody who is
 * not staff, or was until the session expired, stays unread.
 */
export default class PictureFormMiddleware {
  /**
   * @param options.may the permission to upload a picture
   * @param options.uploads the names of the controls for pictures
   */
  async handle(
    ctx: HttpContext,
    next: NextFn,
    options: { may: Permission; uploads: readonly string[] }
  ) {
    ctx.pictures = new Map()
    if (ctx.request.is(['multipart/form-data']) && (await isFromStaff(ctx))) {
      const maySend = this.#maySend(ctx, options.may)
      await readMultipart(
        ctx,
        {
          fields: options.uploads,
          take: async (part) => {
            const picture = await readPicture(part, maySend ? PICTURE_BYTES : 0)
            if (maySend) {
              ctx.pictures.set(part.name, picture)
            }
          },
        },
        {
          mayUpload: maySend,
          // Far more than is kept, so that a picture that is too large gets an error message.
          maxBytes: maySend ? PICTURE_BYTES * 10 : PICTURE_BYTES,
        }
      )
    }
    return next()
  }

  #maySend({ auth }: HttpContext, permission: Permission): boolean {
    const { user } = auth.use('web')
    return user?.isStaff === true && roleMay(user.role, permission)
  }
}

/** Whether staff sent it: signed in, or last signed in in the same browser. */
async function isFromStaff(ctx: HttpContext): Promise<boolean> {
  const { user } = ctx.auth.use('web')
  const userId = lastUserId(ctx)
  const sender = user ?? (userId === null ? null : await User.find(userId))
  return sender?.isStaff === true
}

/** Reads to the end in any case, so that the fields after the picture are parsed too. */
async function readPicture(part: Readable, maxBytes: number): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of part) {
    size += chunk.length
    if (size <= maxBytes) {
      chunks.push(chunk)
    }
  }
  return size <= maxBytes ? Buffer.concat(chunks) : 'too_large'
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** The uploaded pictures by the name of their control. Set by `pictureForm`. */
    pictures: Map<string, Buffer | 'too_large'>
  }
}
