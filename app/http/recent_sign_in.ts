import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { SIGNED_IN_AT } from '#framework/session_marks'
import { saveRequest } from '#http/sign_in_first'

/** Milliseconds for which a sign-in is recent. */
const RECENT = 10 * 60 * 1000

/** Whether the user signed in, or confirmed their identity, in the last 10 minutes. */
export function hasSignedInRecently({ session }: HttpContext): boolean {
  return Date.now() - Number(session.get(SIGNED_IN_AT, 0)) < RECENT
}

/**
 * Sends the user to confirm their code or password, and saves the page or form to continue with.
 * Clients that prefer JSON get 403.
 */
export async function askToSignInAgain(ctx: HttpContext) {
  const { request, response, i18n } = ctx
  if (request.accepts(['html', 'json']) === 'json') {
    return response.forbidden({
      error: { code: 'sign_in_again', message: i18n.t('account.again.title') },
    })
  }
  await saveRequest(ctx)
  return response.redirect().status(303).toPath(urlFor('account.again'))
}
