import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { mailByAccount, tokenByNetwork } from '#http/rate_limits'
import { countAttempt, countNetworkAttempt } from '#http/rate_limit'
import ConfirmEmail from '#accounts/confirm_email'
import RequestEmailConfirmation from '#accounts/request_email_confirmation'
import FindAccountToken from '#accounts/account_tokens/find_account_token'
import { readableEmail } from '#shared/email_address'

/**
 * Confirms an e-mail address by a link that was sent to it. Opening the link changes nothing,
 * because mail programs open links too; the form on the page does.
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
    if (!token) {
      return deadLink(ctx)
    }
    return ctx.view.render('pages/account/confirm_email', {
      email: readableEmail(token.payload.email),
      isChange: token.purpose === 'change_email',
      token: ctx.params.token,
    })
  }

  async update(ctx: HttpContext) {
    const token = await this.#findToken(ctx)
    const outcome = token ? await new ConfirmEmail().handle({ token }) : { type: 'used' as const }
    switch (outcome.type) {
      case 'confirmed':
        return ctx.response.redirect().status(303).toPath(urlFor('email.confirm.done'))
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

  async #findToken({ request, params }: HttpContext) {
    await countNetworkAttempt(tokenByNetwork, request.ip())
    return new FindAccountToken().handle(params.token, ['confirm_email', 'change_email'])
  }
}

function deadLink({ view, response, i18n }: HttpContext) {
  response.status(410)
  return view.render('pages/account/dead_link', {
    href: urlFor('account.show'),
    action: i18n.t('account.dead_link.ask_again_confirm'),
  })
}
