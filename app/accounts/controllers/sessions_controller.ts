import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { countSignInAttempt } from '#accounts/controllers/sign_in_attempts'
import VerifyCredentials from '#accounts/verify_credentials'
import { recordFailure } from '#accounts/controllers/failed_sign_in'
import { askForCode, signIn, signOut } from '#accounts/controllers/sign_in'
import {
  readIntendedPurchase,
  rememberIntendedPurchase,
} from '#accounts/controllers/intended_purchase'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { signInValidator } from '#accounts/account_validators'

/**
 * Signs in with e-mail and password, and signs out. With a second factor, sign-in continues with
 * the code. A wrong e-mail and a wrong password answer the same.
 */
export default class SessionsController {
  async create(ctx: HttpContext) {
    await rememberIntendedPurchase(ctx)
    return this.#form(ctx, {})
  }

  async store(ctx: HttpContext) {
    const { request, i18n } = ctx
    const form = await checkForm(signInValidator, request.body(), i18n)
    if (!form.ok) {
      return this.#form(ctx, form)
    }
    const { email } = form.data
    const takeBack = await countSignInAttempt(ctx, email)
    const outcome = await new VerifyCredentials().handle(form.data)
    if (outcome.type !== 'verified') {
      recordFailure(ctx, email, outcome.type === 'wrong' ? 'wrong_password' : 'account_disabled')
      const key = outcome.type === 'wrong' ? 'account.sign_in.wrong' : 'account.sign_in.disabled'
      return this.#form(ctx, { errors: { email: i18n.t(key) }, old: { email } })
    }
    await takeBack()
    return outcome.user.hasSecondFactor ? askForCode(ctx, outcome.user) : signIn(ctx, outcome.user)
  }

  async destroy(ctx: HttpContext) {
    const { session, response, i18n } = ctx
    await signOut(ctx)
    session.flash('notice', { kind: 'success', text: i18n.t('account.signed_out') })
    return response.redirect().status(303).toPath(urlFor('store.home'))
  }

  async #form(
    ctx: HttpContext,
    { errors = {}, old = {} }: { errors?: FormErrors; old?: Record<string, unknown> }
  ) {
    ctx.response.status(Object.keys(errors).length > 0 ? 422 : 200)
    const purchase = await readIntendedPurchase(ctx)
    return ctx.view.render('pages/account/sign_in', { errors, old, purchase })
  }
}
