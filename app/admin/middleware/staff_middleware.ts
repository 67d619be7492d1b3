import app from '@adonisjs/core/services/app'
import { errors, type HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { type Actor } from '#authority/actor'
import { actorOf } from '#http/actor_of'
import { sectionsFor } from '#admin/navigation'
import { assertMay, type Permission, roleMay } from '#authority/permissions'
import { stripeMode } from '#admin/stripe_mode'
import { askToSignIn, saveRequest } from '#http/sign_in_first'
import { leadToSecondFactor } from '#accounts/controllers/sign_in'
import { lacksSecondFactor } from '#authority/required_second_factor'
import { attentionCount } from '#operations/attention/attention_count'

/**
 * Continues only for staff. Visitors are sent to sign in; users without a role get 404. Staff
 * without a required second factor are sent to set it up, and return to the page or form afterwards;
 * clients that prefer JSON get 403. Must run after `identity`.
 */
export default class StaffMiddleware {
  /**
   * @param options.may the permission that the page needs besides a role
   * @throws {E_ROUTE_NOT_FOUND} without a role or the permission
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
    if (lacksSecondFactor(user)) {
      return askForSecondFactor(ctx)
    }
    ctx.staff = actorOf(ctx, user)
    ctx.view.share({
      panel: {
        groups: sectionsFor(user.role),
        environment: app.nodeEnvironment,
        stripeMode: stripeMode(),
        countAttention: () => attentionCount.get(),
        usesShortcuts: user.preferences.shortcuts ?? true,
      },
      may: (permission: Permission) => roleMay(user.role, permission),
    })
    const output = await next()
    if (ctx.request.method() === 'POST') {
      attentionCount.forget()
    }
    return output
  }
}

async function askForSecondFactor(ctx: HttpContext) {
  const { request, response, i18n } = ctx
  if (request.accepts(['html', 'json']) === 'json') {
    return response.forbidden({
      error: { code: 'second_factor_required', message: i18n.t('account.second_factor.required') },
    })
  }
  await saveRequest(ctx)
  return leadToSecondFactor(ctx)
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** The signed-in staff member. Set by the `staff` middleware. */
    staff: Actor
  }
}
