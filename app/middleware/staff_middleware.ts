import app from '@adonisjs/core/services/app'
import { errors, type HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type { Actor } from '#admin/actor'
import { sectionsFor } from '#admin/navigation'
import { preferencesOf } from '#admin/preferences'
import { assertMay, type Permission, roleMay } from '#admin/permissions'
import { stripeMode } from '#admin/stripe_mode'
import { askToSignIn } from '#app/sign_in_first'
import type User from '#models/user'

/**
 * Lets staff into the panel. Whoever is not signed in is asked to; for everybody else without a role
 * there is no panel. Comes after `identity`.
 */
export default class StaffMiddleware {
  /**
   * @param options.may what the page needs beyond a role
   */
  async handle(ctx: HttpContext, next: NextFn, options: { may?: Permission } = {}) {
    if (!(await ctx.auth.check())) {
      return askToSignIn(ctx)
    }
    const user = ctx.auth.getUserOrFail()
    if (!user.isStaff) {
      throw new errors.E_ROUTE_NOT_FOUND([ctx.request.method(), ctx.request.url()])
    }
    assertMay(user.role, options.may ?? 'view')
    ctx.staff = actorOf(ctx, user)
    ctx.view.share({
      panel: {
        groups: sectionsFor(user.role),
        environment: app.nodeEnvironment,
        stripeMode: stripeMode(),
        usesShortcuts: preferencesOf(user).shortcuts ?? true,
      },
      may: (permission: Permission) => roleMay(user.role, permission),
    })
    return next()
  }
}

function actorOf({ request }: HttpContext, user: User): Actor {
  return {
    id: user.id,
    label: user.label,
    role: user.role,
    address: request.ip(),
    userAgent: request.header('user-agent')?.slice(0, 500) ?? null,
    requestId: request.id() ?? null,
  }
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** Who of the staff it is. There after `staff`. */
    staff: Actor
  }
}
