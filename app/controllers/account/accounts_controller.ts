import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import SignOutEverywhere from '#actions/sign_out_everywhere'
import UpdateProfile from '#actions/update_profile'
import { leave } from '#controllers/account/entry'
import { checkForm } from '#validators/form'
import { profileValidator } from '#validators/account'

/**
 * One's own account.
 */
export default class AccountsController {
  async show({ auth, view }: HttpContext) {
    const account = auth.getUserOrFail()
    return view.render('pages/account/show', {
      account,
      errors: {},
      old: { full_name: account.fullName },
    })
  }

  async update({ auth, request, response, session, view, i18n }: HttpContext) {
    const account = auth.getUserOrFail()
    const form = await checkForm(profileValidator, request.body(), i18n)
    if (!form.ok) {
      response.status(422)
      return view.render('pages/account/show', { account, ...form })
    }
    await new UpdateProfile().handle({ user: account, fullName: form.data.full_name || null })
    session.flash('notice', { kind: 'success', text: i18n.t('account.show.saved') })
    return response.redirect().status(303).toPath(urlFor('account.show'))
  }

  /** Signs out on every device. */
  async signOutEverywhere(ctx: HttpContext) {
    const { auth, session, response, i18n } = ctx
    await new SignOutEverywhere().handle({ user: auth.getUserOrFail() })
    await leave(ctx)
    session.flash('notice', { kind: 'success', text: i18n.t('account.signed_out_everywhere') })
    return response.redirect().status(303).toPath(urlFor('login'))
  }
}
