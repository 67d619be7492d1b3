import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import StaticMiddleware from '@adonisjs/static/static_middleware'

/** Paths of files end with an extension; paths of pages do not. */
const FILE_ADDRESS = /\.[a-z\d]+$/i

/**
 * Serves the files in `public`. Checks the file system only for paths with an extension, because a
 * lookup costs as much as a query.
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
