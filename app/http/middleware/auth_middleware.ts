import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { askToSignIn } from '#http/sign_in_first'

/**
 * Lets signed-in people through. Comes after `identity`.
 */
export default class AuthMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    return (await ctx.auth.check()) ? next() : askToSignIn(ctx)
  }
}
