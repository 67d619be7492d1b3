import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import {
  passwordResetByAccount,
  passwordResetByNetwork,
  signInByAccount,
  tokenByNetwork,
} from '#http/rate_limits'
import { countAttempt, countNetworkAttempt, forgetAttempts } from '#http/rate_limit'
import { recordDevice } from '#framework/known_device'
import { inEqualTime } from '#accounts/controllers/equal_time'
import { recordRefusal } from '#accounts/controllers/failed_sign_in'
import { deviceOf } from '#accounts/controllers/sign_in_attempts'
import RequestPasswordReset from '#accounts/passwords/request_password_reset'
import ResetPassword from '#accounts/passwords/reset_password'
import FindAccountToken from '#accounts/account_tokens/find_account_token'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { forgotPasswordValidator, resetPasswordValidator } from '#accounts/account_validators'
import { readableEmail } from '#shared/email_address'

/**
 * Requests a link by mail, and sets a new password with it. The answer never reveals whether an
 * address has an account. Opening the link does not use it up.
 * Whoever used a link has shown that the account is theirs, so their browser becomes a known one; with a
 * second factor only after a code, or whoever reads the mails could try any number of codes.
 */
export default class PasswordResetsController {
  async create({ view }: HttpContext) {
    return view.render('pages/account/forgot_password', { errors: {}, old: {} })
  }

  async store(ctx: HttpContext) {
    const { request, response, view, i18n } = ctx
    const form = await checkForm(forgotPasswordValidator, request.body(), i18n)
    if (!form.ok) {
      response.status(422)
      return view.render('pages/account/forgot_password', form)
    }
    const { email } = form.data
    const device = await deviceOf(ctx, email)
    const count = async () => {
      if (device === null) {
        await countNetworkAttempt(passwordResetByNetwork, request.ip())
      }
      await countAttempt(passwordResetByAccount, email, device === null ? 'unknown' : 'known')
    }
    await recordRefusal(ctx, email, count, 'too_many_resets')
    await inEqualTime(() => new RequestPasswordReset().handle({ email, locale: i18n.locale }))
    return view.render('pages/account/forgot_password_sent', { email: readableEmail(email) })
  }

  async edit(ctx: HttpContext) {
    const token = await this.#findToken(ctx)
    return token ? this.#form(ctx, token.user.email) : deadLink(ctx)
  }

  async update(ctx: HttpContext) {
    const { request, response, i18n } = ctx
    const token = await this.#findToken(ctx)
    if (!token) {
      return deadLink(ctx)
    }
    const { email } = token.user
    const form = await checkForm(resetPasswordValidator, { ...request.body(), email }, i18n)
    if (!form.ok) {
      response.status(422)
      return this.#form(ctx, email, form.errors)
    }
    if (!(await new ResetPassword().handle({ token, password: form.data.password }))) {
      return deadLink(ctx)
    }
    await forgetAttempts(signInByAccount, email)
    if (!token.user.hasSecondFactor) {
      recordDevice(ctx, token.userId)
    }
    return response.redirect().status(303).toPath(urlFor('password.reset.done'))
  }

  async done({ view }: HttpContext) {
    return view.render('pages/account/reset_password_done')
  }

  async #findToken({ request, params }: HttpContext) {
    await countNetworkAttempt(tokenByNetwork, request.ip())
    return new FindAccountToken().handle(params.token, ['reset_password'])
  }

  #form({ view, params }: HttpContext, email: string, errors: FormErrors = {}) {
    return view.render('pages/account/reset_password', { email, errors, token: params.token })
  }
}

function deadLink({ view, response, i18n }: HttpContext) {
  response.status(410)
  return view.render('pages/account/dead_link', {
    href: urlFor('password.forgot'),
    action: i18n.t('account.dead_link.ask_again_reset'),
  })
}
