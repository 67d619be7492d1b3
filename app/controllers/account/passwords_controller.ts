import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { currentPasswordByAccount } from '#start/limiter'
import { countAttempt, forgetAttempts } from '#app/rate_limit'
import ChangePassword from '#actions/change_password'
import VerifyCredentials from '#actions/verify_credentials'
import { checkForm, type FormErrors } from '#validators/form'
import { changePasswordValidator } from '#validators/account'

/**
 * Changing one's password, knowing the current one.
 */
export default class PasswordsController {
  async edit(ctx: HttpContext) {
    return this.#form(ctx, {})
  }

  async update(ctx: HttpContext) {
    const { auth, request, response, session, i18n } = ctx
    const user = auth.getUserOrFail()
    const known = { email: user.email, full_name: user.fullName }
    const form = await checkForm(changePasswordValidator, { ...request.body(), ...known }, i18n)
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
    await new ChangePassword().handle({ user, password: form.data.password })
    await auth.use('web').login(user)
    session.flash('notice', { kind: 'success', text: i18n.t('account.change_password.changed') })
    return response.redirect().status(303).toPath(urlFor('account.show'))
  }

  #form({ auth, view, response }: HttpContext, errors: FormErrors) {
    response.status(Object.keys(errors).length > 0 ? 422 : 200)
    return view.render('pages/account/change_password', { account: auth.getUserOrFail(), errors })
  }
}
