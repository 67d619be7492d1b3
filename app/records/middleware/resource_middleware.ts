import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { resourceNamed } from '#records/declarations/resource_registry'

/**
 * Sets `ctx.resource` to the resource of a page of the panel.
 */
export default class ResourceMiddleware {
  async handle(ctx: HttpContext, next: NextFn, options: { key: string }) {
    ctx.resource = resourceNamed(options.key)
    return next()
  }
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** Set by `resource`. */
    resource: ResourceDeclaration
  }
}
