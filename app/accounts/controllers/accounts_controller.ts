import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import SignOutEverywhere from '#accounts/sessions/sign_out_everywhere'
import UpdateProfile from '#accounts/update_profile'
import { deviceName } from '#shared/device_name'
import { recordDevice } from '#framework/known_device'
import { signOut } from '#accounts/controllers/sign_in'
import ListSessions, { sessionReference } from '#accounts/sessions/list_sessions'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { profileValidator } from '#accounts/account_validators'

/**
 * The user's own account: profile, devices, and signing out everywhere.
 */
export default class AccountsController {
  async show(ctx: HttpContext) {
    const { fullName } = ctx.auth.getUserOrFail()
    return this.#page(ctx, { errors: {}, old: { full_name: fullName } })
  }

  async update(ctx: HttpContext) {
    const { auth, request, response, session, i18n } = ctx
    const account = auth.getUserOrFail()
    const form = await checkForm(profileValidator, request.body(), i18n)
    if (!form.ok) {
      response.status(422)
      return this.#page(ctx, form)
    }
    await new UpdateProfile().handle({ user: account, fullName: form.data.full_name || null })
    session.flash('notice', { kind: 'success', text: i18n.t('account.show.saved') })
    return response.redirect().status(303).toPath(urlFor('account.show'))
  }

  /** Ends every session of the user, this one included. Only this browser stays a known one. */
  async signOutEverywhere(ctx: HttpContext) {
    const { auth, session, response, i18n } = ctx
    const user = auth.getUserOrFail()
    await new SignOutEverywhere().handle({ user })
    await signOut(ctx)
    recordDevice(ctx, user.id)
    session.flash('notice', { kind: 'success', text: i18n.t('account.signed_out_everywhere') })
    return response.redirect().status(303).toPath(urlFor('login'))
  }

  async #page(
    { auth, session, view }: HttpContext,
    form: { errors: FormErrors; old: Record<string, unknown> }
  ) {
    const account = auth.getUserOrFail()
    const here = sessionReference(session.sessionId)
    const sessions = await new ListSessions().handle(account)
    return view.render('pages/account/show', {
      ...form,
      account,
      devices: sessions.map((one) => ({
        ...one,
        ...deviceName(one.userAgent),
        isHere: one.reference === here,
      })),
    })
  }
}
