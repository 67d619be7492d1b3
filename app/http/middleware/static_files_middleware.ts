import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import StaticMiddleware from '@adonisjs/static/static_middleware'

/** The last part of a file's address has an ending; that of a page has none. */
const FILE_ADDRESS = /\.[a-z\d]+$/i

/**
 * Serves what lies in `public`. Looks there only for addresses that can be a file's: a look into the
 * file system costs as much as a query.
 */
export default class StaticFilesMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    if (!FILE_ADDRESS.test(ctx.request.url())) {
      return next()
    }
    const files = await ctx.containerResolver.make(StaticMiddleware)
    return files.handle(ctx, next)
  }
}
