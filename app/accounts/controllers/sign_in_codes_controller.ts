import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { signIn, forgetHalfSignedIn, halfSignedIn } from '#accounts/controllers/sign_in'
import { isRightCode } from '#accounts/controllers/second_factor_check'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { codeValidator } from '#accounts/account_validators'

/**
 * The second step of sign-in, for accounts with a second factor. Without a recent right password it
 * leads back to the first step.
 */
export default class SignInCodesController {
  async create(ctx: HttpContext) {
    return (await halfSignedIn(ctx)) ? this.#form(ctx, {}) : beginAgain(ctx)
  }

  async store(ctx: HttpContext) {
    const { request, i18n } = ctx
    const user = await halfSignedIn(ctx)
    if (user === null) {
      return beginAgain(ctx)
    }
    const form = await checkForm(codeValidator, request.body(), i18n)
    if (!form.ok) {
      return this.#form(ctx, form.errors)
    }
    if (!(await isRightCode(ctx, user, form.data.one_time_code))) {
      return this.#form(ctx, { one_time_code: i18n.t('account.code.wrong') })
    }
    forgetHalfSignedIn(ctx)
    return signIn(ctx, user)
  }

  #form({ view, response }: HttpContext, errors: FormErrors) {
    response.status(Object.keys(errors).length > 0 ? 422 : 200)
    return view.render('pages/account/sign_in_code', { errors })
  }
}

function beginAgain({ session, response, i18n }: HttpContext) {
  session.flash('notice', { kind: 'info', text: i18n.t('account.code.too_late') })
  return response.redirect().status(303).toPath(urlFor('login'))
}
