import { inject } from '@adonisjs/core'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { cleanFields, tooManyFields } from '#http/forms/clean_fields'
import { limitUnfinishedBody } from '#http/forms/unfinished_bodies'

/**
 * Parses the fields of a url-encoded form. A multipart form stays unread, because the right to
 * upload is checked first. A compressed body is refused with status 415: browsers send none, and
 * few bytes of it could become many.
 */
@inject()
export default class BodyMiddleware {
  constructor(private parser: BodyParserMiddleware) {}

  async handle(ctx: HttpContext, next: NextFn) {
    if ((ctx.request.header('content-encoding') ?? 'identity') !== 'identity') {
      throw new Exception('A form must not be compressed', {
        status: 415,
        code: 'E_COMPRESSED_BODY',
      })
    }
    await this.#read(ctx)
    ctx.request.updateBody(cleanFields(ctx.request.body()))
    return next()
  }

  /**
   * An error while parsing, such as an unknown character set, is the client's fault: status 400, or
   * 413 where it has too many fields, or too deep ones.
   */
  async #read(ctx: HttpContext) {
    const request = ctx.request.request
    try {
      const parsing = this.parser.handle(ctx, async () => {})
      if (request.listenerCount('data') > 0) {
        limitUnfinishedBody(request, ctx.request.ip(), () => request.destroy())
      }
      await parsing
    } catch (error) {
      if (error instanceof RangeError) {
        throw tooManyFields(error)
      }
      const { status = 400, code = 'E_UNREADABLE_BODY' } = error as Partial<Exception>
      throw new Exception('The body cannot be read', { status, code, cause: error })
    }
  }
}
