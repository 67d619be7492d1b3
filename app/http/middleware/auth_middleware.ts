import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { askToSignIn } from '#http/sign_in_first'

/**
 * Requires a signed-in user; others are sent to the sign-in page. Must run after `identity`.
 */
export default class AuthMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    return (await ctx.auth.check()) ? next() : askToSignIn(ctx)
  }
}
