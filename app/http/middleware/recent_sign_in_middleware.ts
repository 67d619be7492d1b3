import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { askToSignInAgain, hasSignedInRecently } from '#http/recent_sign_in'

/**
 * Requires a recent sign-in. Other users must confirm their code or password, and then continue
 * with the page or the form that they requested. For actions on money, on many records, or on
 * roles.
 *
 * Mount it after every other check of the route:
 *
 *     router.post('purchases/:id/refunds', [admin.Refunds, 'store'])
 *       .use([may('purchases.refund'), middleware.recentSignIn()])
 *
 * An interrupted form is shown to its sender and submitted again without secrets and files, so it
 * must not need any. Mount it on the page of the form as well, so that nobody is interrupted after
 * typing.
 */
export default class RecentSignInMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    return hasSignedInRecently(ctx) ? next() : askToSignInAgain(ctx)
  }
}
