import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import UpdatePassword from '#accounts/passwords/update_password'
import { checkIdentity, codeDemand } from '#accounts/controllers/identity_check'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { updatePasswordValidator } from '#accounts/account_validators'

/**
 * Changes one's own password, with the current one and, where there is a second factor, a code. All
 * other sessions end.
 */
export default class PasswordsController {
  async edit(ctx: HttpContext) {
    return this.#form(ctx, {})
  }

  async update(ctx: HttpContext) {
    const { auth, request, response, session, i18n } = ctx
    const user = auth.getUserOrFail()
    const known = { email: user.email, full_name: user.fullName, ...codeDemand(user) }
    const form = await checkForm(updatePasswordValidator, { ...request.body(), ...known }, i18n)
    if (!form.ok) {
      return this.#form(ctx, form.errors)
    }
    const errors = await checkIdentity(ctx, user, form.data)
    if (Object.keys(errors).length > 0) {
      return this.#form(ctx, errors)
    }
    await new UpdatePassword().handle({ user, password: form.data.password })
    await auth.use('web').login(user)
    session.flash('notice', { kind: 'success', text: i18n.t('account.change_password.changed') })
    return response.redirect().status(303).toPath(urlFor('account.show'))
  }

  #form({ auth, view, response }: HttpContext, errors: FormErrors) {
    response.status(Object.keys(errors).length > 0 ? 422 : 200)
    return view.render('pages/account/change_password', { account: auth.getUserOrFail(), errors })
  }
}
