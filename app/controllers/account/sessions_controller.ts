import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { signInByAccount, signInByAccountAndNetwork, signInByNetwork } from '#start/limiter'
import { countAttempt, forgetAttempts, networkOf, takeBackAttempt } from '#app/rate_limit'
import VerifyCredentials from '#actions/verify_credentials'
import { enter, leave } from '#controllers/account/entry'
import { readPurchaseInMind, rememberPurchaseInMind } from '#controllers/account/purchase_in_mind'
import { checkForm, type FormErrors } from '#validators/form'
import { signInValidator } from '#validators/account'

/**
 * Signing in and out.
 */
export default class SessionsController {
  async create(ctx: HttpContext) {
    await rememberPurchaseInMind(ctx)
    return this.#form(ctx, {})
  }

  async store(ctx: HttpContext) {
    const { request, i18n } = ctx
    const form = await checkForm(signInValidator, request.body(), i18n)
    if (!form.ok) {
      return this.#form(ctx, form)
    }
    const { email } = form.data
    const network = networkOf(request.ip())
    await countAttempt(signInByNetwork, network)
    await countAttempt(signInByAccountAndNetwork, email, network)
    await countAttempt(signInByAccount, email)

    const outcome = await new VerifyCredentials().handle(form.data)
    if (outcome.type !== 'verified') {
      const key = outcome.type === 'wrong' ? 'account.sign_in.wrong' : 'account.sign_in.disabled'
      return this.#form(ctx, { errors: { email: i18n.t(key) }, old: { email } })
    }
    await takeBackAttempt(signInByNetwork, network)
    await forgetAttempts(signInByAccountAndNetwork, email, network)
    await takeBackAttempt(signInByAccount, email)
    return enter(ctx, outcome.user)
  }

  async destroy(ctx: HttpContext) {
    const { session, response, i18n } = ctx
    await leave(ctx)
    session.flash('notice', { kind: 'success', text: i18n.t('account.signed_out') })
    return response.redirect().status(303).toPath(urlFor('store.home'))
  }

  async #form(
    ctx: HttpContext,
    { errors = {}, old = {} }: { errors?: FormErrors; old?: Record<string, unknown> }
  ) {
    ctx.response.status(Object.keys(errors).length > 0 ? 422 : 200)
    const purchase = await readPurchaseInMind(ctx)
    return ctx.view.render('pages/account/sign_in', { errors, old, purchase })
  }
}
