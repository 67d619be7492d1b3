import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { mailByAccount, tokenByNetwork } from '#http/rate_limits'
import { countAttempt, countNetworkAttempt } from '#http/rate_limit'
import ConfirmEmail from '#accounts/confirm_email'
import RequestEmailConfirmation from '#accounts/request_email_confirmation'
import FindAccountToken from '#accounts/account_tokens/find_account_token'
import { resetPasswordValidator } from '#accounts/account_validators'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import type AccountToken from '#models/account_token'
import { hasWaitingPurchase } from '#buyers/claim_purchases'

/**
 * Confirms an e-mail address by a link that was sent to it. Opening the link changes nothing,
 * because mail programs open links too; the form on the page does. Where a purchase waits for the
 * address, the form has a new password.
 */
export default class EmailConfirmationsController {
  /** Sends the link again. */
  async store({ auth, session, response, i18n }: HttpContext) {
    const user = auth.getUserOrFail()
    if (user.emailVerifiedAt === null) {
      await countAttempt(mailByAccount, user.id)
      await new RequestEmailConfirmation().handle({ user, locale: i18n.locale })
    }
    const key = user.emailVerifiedAt === null ? 'resent' : 'already_confirmed'
    const text = i18n.t(`account.show.${key}`, { email: user.readableEmail })
    session.flash('notice', { kind: 'success', text })
    return response.redirect().status(303).toPath(urlFor('account.show'))
  }

  async edit(ctx: HttpContext) {
    const token = await this.#findToken(ctx)
    return token ? this.#form(ctx, token, {}) : deadLink(ctx)
  }

  async update(ctx: HttpContext) {
    const token = await this.#findToken(ctx)
    if (!token) {
      return deadLink(ctx)
    }
    const form = await newPassword(ctx, token)
    if ('errors' in form) {
      return this.#form(ctx, token, form.errors)
    }
    const { password } = form
    const outcome = await new ConfirmEmail().handle({ token, password })
    switch (outcome.type) {
      case 'confirmed': {
        const page = password === null ? 'email.confirm.done' : 'password.reset.done'
        return ctx.response.redirect().status(303).toPath(urlFor(page))
      }
      case 'needs_password':
        return this.#form(ctx, token, {})
      case 'taken':
        ctx.response.status(409)
        return ctx.view.render('pages/account/email_taken')
      case 'used':
        return deadLink(ctx)
    }
  }

  async done({ view }: HttpContext) {
    return view.render('pages/account/confirm_email_done')
  }

  async #form(ctx: HttpContext, { payload, purpose }: AccountToken, errors: FormErrors) {
    ctx.response.status(Object.keys(errors).length > 0 ? 422 : 200)
    return ctx.view.render('pages/account/confirm_email', {
      email: payload.email,
      isChange: purpose === 'change_email',
      asksPassword: await hasWaitingPurchase(payload.email),
      errors,
      token: ctx.params.token,
    })
  }

  async #findToken({ request, params }: HttpContext) {
    await countNetworkAttempt(tokenByNetwork, request.ip())
    return new FindAccountToken().handle(params.token, ['confirm_email', 'change_email'])
  }
}

/** The password that the form must have where a purchase waits; null where it has none. */
async function newPassword(
  { request, i18n }: HttpContext,
  { payload: { email } }: AccountToken
): Promise<{ password: string | null } | { errors: FormErrors }> {
  if (!(await hasWaitingPurchase(email))) {
    return { password: null }
  }
  const form = await checkForm(resetPasswordValidator, { ...request.body(), email }, i18n)
  return form.ok ? { password: form.data.password } : { errors: form.errors }
}

function deadLink({ view, response, i18n }: HttpContext) {
  response.status(410)
  return view.render('pages/account/dead_link', {
    href: urlFor('account.show'),
    action: i18n.t('account.dead_link.ask_again_confirm'),
  })
}
