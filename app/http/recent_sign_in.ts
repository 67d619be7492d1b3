import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { SIGNED_IN_AT } from '#framework/session_marks'
import { rememberWanted } from '#http/sign_in_first'

/** Milliseconds for which a sign-in is recent. */
const RECENT = 10 * 60 * 1000

/** Whether somebody proved a short while ago that it is them. */
export function hasSignedInLately({ session }: HttpContext): boolean {
  return Date.now() - Number(session.get(SIGNED_IN_AT, 0)) < RECENT
}

/**
 * Asks for the code or password again, and carries on with the page or the form that somebody was at.
 */
export function askToSignInAgain(ctx: HttpContext) {
  const { request, response, i18n } = ctx
  if (request.accepts(['html', 'json']) === 'json') {
    return response.forbidden({
      error: { code: 'sign_in_again', message: i18n.t('account.again.title') },
    })
  }
  rememberWanted(ctx)
  return response.redirect().status(303).toPath(urlFor('account.again'))
}
