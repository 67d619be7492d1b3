import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { askToSignInAgain, hasSignedInLately } from '#http/recent_sign_in'

/**
 * Lets through who has signed in lately; the others prove with their code or password that they are
 * still there, and carry on with the page or the form that they were at. For what moves money, many
 * records at once, or who may do what.
 *
 * A route mounts it behind everything that decides whether it may be used at all:
 *
 *     router.post('purchases/:id/refunds', [admin.Refunds, 'store'])
 *       .use([may('purchases.refund'), middleware.recentSignIn()])
 *
 * A form that was held up is shown to its sender again and then sent as it was, without secrets and
 * files, so its fields must be all that it takes. Better still, mount it on the page of the form as
 * well: then nobody is held up after typing.
 */
export default class RecentSignInMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    return hasSignedInLately(ctx) ? next() : askToSignInAgain(ctx)
  }
}
