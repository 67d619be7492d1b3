import InitializeAuthMiddleware from '@adonisjs/auth/initialize_auth_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/**
 * Finds out who it is, without asking anybody to sign in. What follows is made for one person, so
 * nobody may keep a copy.
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
