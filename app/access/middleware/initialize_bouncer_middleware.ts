import { Bouncer } from '@adonisjs/bouncer'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { policies } from '#generated/policies'
import type User from '#models/user'

/**
 * Sets `ctx.bouncer` and, in views, `@can`. It runs at server level, so that both exist on every
 * page; the user is read only when the first policy is checked.
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
