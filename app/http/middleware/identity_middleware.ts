import InitializeAuthMiddleware from '@adonisjs/auth/initialize_auth_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/**
 * Identifies the signed-in user, if there is one, without requiring sign-in. The response is for
 * one person, so it must not be cached.
 */
export default class IdentityMiddleware extends InitializeAuthMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    return super.handle(ctx, async () => {
      const guard = ctx.auth.use('web')
      if (ctx.session.has(guard.sessionKeyName)) {
        await ctx.auth.check()
      }
      ctx.view.share({ user: guard.user ?? null })
      ctx.response.header('cache-control', 'private, no-store')
      return next()
    })
  }
}
