import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { saveForm } from '#http/kept_form'
import { localPath } from '#http/local_path'

/**
 * Sends somebody who is not signed in to the sign-in page, and remembers the page they wanted, or
 * the form that they sent. Programs get 401. Needs the session, and comes after CSRF.
 */
export function askToSignIn(ctx: HttpContext) {
  const { request, response, session, i18n } = ctx
  if (request.accepts(['html', 'json']) === 'json') {
    return response.unauthorized({
      error: { code: 'sign_in_required', message: i18n.t('account.sign_in_required') },
    })
  }
  if (rememberWanted(ctx) === 'form') {
    session.flash('notice', { kind: 'info', text: i18n.t('account.carry_on.kept') })
  }
  return response.redirect().status(303).toPath(urlFor('login'))
}

/**
 * Remembers what somebody wanted, for when they have proved who they are: a page, or what they sent.
 */
export function rememberWanted(ctx: HttpContext): 'page' | 'form' | null {
  const { request, session } = ctx
  if (!['GET', 'HEAD'].includes(request.method())) {
    return saveForm(ctx) ? 'form' : null
  }
  const path = localPath(request.url(true))
  if (path !== null) {
    session.setIntendedUrl(path)
  }
  return 'page'
}

/**
 * Where to go after signing in: back to the wanted page, else to the library. Forgets it.
 */
export function pullWantedPath({ session }: HttpContext): string {
  return localPath(session.pullIntendedUrl()) ?? urlFor('purchases.index')
}
