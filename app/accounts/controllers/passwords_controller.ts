import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { currentPasswordByAccount } from '#http/rate_limits'
import { countAttempt, forgetAttempts } from '#http/rate_limit'
import UpdatePassword from '#accounts/passwords/update_password'
import VerifyCredentials from '#accounts/verify_credentials'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { updatePasswordValidator } from '#accounts/account_validators'

/**
 * Changes one's own password, with the current one. All other sessions end.
 */
export default class PasswordsController {
  async edit(ctx: HttpContext) {
    return this.#form(ctx, {})
  }

  async update(ctx: HttpContext) {
    const { auth, request, response, session, i18n } = ctx
    const user = auth.getUserOrFail()
    const known = { email: user.email, full_name: user.fullName }
    const form = await checkForm(updatePasswordValidator, { ...request.body(), ...known }, i18n)
    if (!form.ok) {
      return this.#form(ctx, form.errors)
    }
    await countAttempt(currentPasswordByAccount, user.id)
    if (!(await new VerifyCredentials().isPasswordOf(user, form.data.current_password))) {
      return this.#form(ctx, {
        current_password: i18n.t('account.change_password.wrong_password'),
      })
    }
    await forgetAttempts(currentPasswordByAccount, user.id)
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
