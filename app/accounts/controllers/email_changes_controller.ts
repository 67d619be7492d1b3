import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { mailByAccount } from '#http/rate_limits'
import { countAttempt } from '#http/rate_limit'
import RequestEmailChange from '#accounts/request_email_change'
import { inEqualTime } from '#accounts/controllers/equal_time'
import { checkIdentity, codeDemand } from '#accounts/controllers/identity_check'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { changeEmailValidator } from '#accounts/account_validators'
import { readableEmail } from '#shared/email_address'

/**
 * Requests a change of one's own e-mail address, with the current password and, where there is a
 * second factor, a code. The new address must be confirmed by a link first.
 */
export default class EmailChangesController {
  async create(ctx: HttpContext) {
    return this.#form(ctx, {})
  }

  async store(ctx: HttpContext) {
    const { auth, request, response, session, i18n } = ctx
    const user = auth.getUserOrFail()
    const form = await checkForm(
      changeEmailValidator,
      { ...request.body(), ...codeDemand(user) },
      i18n
    )
    if (!form.ok) {
      return this.#form(ctx, form)
    }
    const { email } = form.data
    const refusal = await checkIdentity(ctx, user, form.data)
    if (Object.keys(refusal).length > 0) {
      return this.#form(ctx, { errors: refusal, old: { email } })
    }
    await countAttempt(mailByAccount, user.id)
    const outcome = await inEqualTime(() =>
      new RequestEmailChange().handle({ user, email, locale: i18n.locale })
    )
    if (outcome.type !== 'mailed') {
      const errors = { email: i18n.t(`account.change_email.${outcome.type}`) }
      return this.#form(ctx, { errors, old: { email } })
    }
    const text = i18n.t('account.change_email.mailed', { email: readableEmail(email) })
    session.flash('notice', { kind: 'success', text })
    return response.redirect().status(303).toPath(urlFor('account.show'))
  }

  #form(
    { auth, view, response }: HttpContext,
    { errors = {}, old = {} }: { errors?: FormErrors; old?: Record<string, unknown> }
  ) {
    response.status(Object.keys(errors).length > 0 ? 422 : 200)
    return view.render('pages/account/change_email', {
      account: auth.getUserOrFail(),
      errors,
      old,
    })
  }
}
