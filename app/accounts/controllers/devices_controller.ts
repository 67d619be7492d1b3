import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import EndOtherSessions from '#accounts/sessions/end_other_sessions'
import EndSession from '#accounts/sessions/end_session'

/**
 * Ends one of the user's own sessions, or all but the current one.
 */
export default class DevicesController {
  async destroy(ctx: HttpContext) {
    const user = ctx.auth.getUserOrFail()
    const hasEnded = await new EndSession().handle({ user, reference: ctx.params.reference })
    return backToDevices(ctx, hasEnded ? 'account.devices.ended' : 'account.devices.over')
  }

  async destroyOthers(ctx: HttpContext) {
    const { auth, session } = ctx
    const user = auth.getUserOrFail()
    await new EndOtherSessions().handle({ user, sessionId: session.sessionId })
    return backToDevices(ctx, 'account.devices.others_ended')
  }
}

function backToDevices({ session, response, i18n }: HttpContext, textKey: string) {
  session.flash('notice', { kind: 'success', text: i18n.t(textKey) })
  return response.redirect().status(303).toPath(urlFor('account.show'))
}
