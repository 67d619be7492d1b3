import { Bouncer } from '@adonisjs/bouncer'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { policies } from '#generated/policies'
import type User from '#models/user'

/**
 * Makes `ctx.bouncer` and, in views, `@can`. At server level, so that both are there on every page;
 * who asks is looked up at the first question.
 */
export default class InitializeBouncerMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    ctx.bouncer = new Bouncer(
      () => (ctx.auth as HttpContext['auth'] | undefined)?.user ?? null,
      {},
      policies
    ).setContainerResolver(ctx.containerResolver)
    ctx.view.share(ctx.bouncer.edgeHelpers)
    return next()
  }
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    bouncer: Bouncer<User, Record<never, never>, typeof policies>
  }
}
