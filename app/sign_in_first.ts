import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { localPath } from '#app/local_path'

/**
 * Sends somebody who is not signed in to the sign-in page, and remembers the page they wanted.
 * Programs get 401. Needs the session.
 */
export function askToSignIn(ctx: HttpContext) {
  const { request, response, session, i18n } = ctx
  if (request.accepts(['html', 'json']) === 'json') {
    return response.unauthorized({
      error: { code: 'sign_in_required', message: i18n.t('account.sign_in_required') },
    })
  }
  const path = localPath(request.url(true))
  if (['GET', 'HEAD'].includes(request.method()) && path !== null) {
    session.setIntendedUrl(path)
  }
  return response.redirect().status(303).toPath(urlFor('login'))
}

/**
 * Where to go after signing in: back to the wanted page, else to the library. Forgets it.
 */
export function pullWantedPath({ session }: HttpContext): string {
  return localPath(session.pullIntendedUrl()) ?? urlFor('purchases.index')
}
