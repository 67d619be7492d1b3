import app from '@adonisjs/core/services/app'
import { errors, type HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import type { NextFn } from '@adonisjs/core/types/http'
import storeConfig from '#config/store'
import { type Actor } from '#authority/actor'
import { actorOf } from '#http/actor_of'
import { sectionsFor } from '#admin/navigation'
import { assertMay, type Permission, roleMay } from '#authority/permissions'
import { stripeMode } from '#admin/stripe_mode'
import { askToSignIn } from '#http/sign_in_first'
import { attentionCount } from '#operations/attention/attention_count'

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
    if (storeConfig.staffSecondFactor === 'required' && !user.hasSecondFactor) {
      return leadToSetup(ctx)
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

/** A colleague without the second factor that this store asks for. */
function leadToSetup({ response, session, i18n }: HttpContext) {
  session.flash('notice', { kind: 'info', text: i18n.t('account.second_factor.required') })
  return response.redirect().status(303).toPath(urlFor('account.second_factor'))
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** Who of the staff it is. There after `staff`. */
    staff: Actor
  }
}
