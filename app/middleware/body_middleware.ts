import { inject } from '@adonisjs/core'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { assertStorable } from '#app/storable'

/**
 * Reads the fields of a form. A form with files is left unread: who may send one is looked at first.
 */
@inject()
export default class BodyMiddleware {
  constructor(private parser: BodyParserMiddleware) {}

  handle(ctx: HttpContext, next: NextFn) {
    return this.parser.handle(ctx, () => {
      assertStorable(ctx.request.body())
      return next()
    })
  }
}
