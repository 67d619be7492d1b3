import type { HttpContext } from '@adonisjs/core/http'
import { pullWantedPath } from '#http/sign_in_first'
import { isRightPassword } from '#accounts/controllers/identity_check'
import { isRightCode } from '#accounts/controllers/second_factor_check'
import type User from '#models/user'
import { codeValidator, currentPasswordValidator } from '#accounts/account_validators'
import { checkForm, type FormErrors } from '#http/forms/check_form'

/**
 * Confirms the user's identity again before a sensitive act: with a code where there is a second
 * factor, else with the password.
 */
export default class RecentSignInsController {
  async create(ctx: HttpContext) {
    return this.#form(ctx, {})
  }

  async store(ctx: HttpContext) {
    const user = ctx.auth.getUserOrFail()
    const errors = await (user.hasSecondFactor ? checkCode(ctx, user) : checkPassword(ctx, user))
    if (Object.keys(errors).length > 0) {
      return this.#form(ctx, errors)
    }
    await ctx.auth.use('web').login(user)
    return ctx.response.redirect().status(303).toPath(pullWantedPath(ctx))
  }

  #form({ auth, view, response }: HttpContext, errors: FormErrors) {
    response.status(Object.keys(errors).length > 0 ? 422 : 200)
    return view.render('pages/account/sign_in_again', { account: auth.getUserOrFail(), errors })
  }
}

async function checkCode(ctx: HttpContext, user: User): Promise<FormErrors> {
  const form = await checkForm(codeValidator, ctx.request.body(), ctx.i18n)
  if (!form.ok) {
    return form.errors
  }
  const isRight = await isRightCode(ctx, user, form.data.one_time_code)
  return isRight ? {} : { one_time_code: ctx.i18n.t('account.code.wrong') }
}

async function checkPassword(ctx: HttpContext, user: User): Promise<FormErrors> {
  const { request, i18n } = ctx
  const form = await checkForm(currentPasswordValidator, request.body(), i18n)
  if (!form.ok) {
    return form.errors
  }
  const isRight = await isRightPassword(ctx, user, form.data.current_password)
  return isRight ? {} : { current_password: i18n.t('account.wrong_current_password') }
}
