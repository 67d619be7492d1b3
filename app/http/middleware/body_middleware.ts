import { inject } from '@adonisjs/core'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { refuseNullCharacters } from '#http/forms/null_characters'

/**
 * Reads the fields of a form. A form with files is left unread: who may send one is looked at first.
 */
@inject()
export default class BodyMiddleware {
  constructor(private parser: BodyParserMiddleware) {}

  async handle(ctx: HttpContext, next: NextFn) {
    await this.#read(ctx)
    refuseNullCharacters(ctx.request.body())
    return next()
  }

  /** Whatever stops the reading, a broken compression for one, is the sender's. */
  async #read(ctx: HttpContext) {
    try {
      await this.parser.handle(ctx, async () => {})
    } catch (error) {
      const { status = 400, code = 'E_UNREADABLE_BODY' } = error as Partial<Exception>
      throw new Exception('The body cannot be read', { status, code, cause: error })
    }
  }
}
