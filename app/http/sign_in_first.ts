import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { saveForm } from '#http/kept_form'
import { localPath } from '#http/local_path'

/**
 * Redirects to the sign-in page and saves the requested page or the submitted form, to continue
 * with it afterwards. Clients that prefer JSON get 401. Requires the session, and a checked CSRF
 * token.
 */
export async function askToSignIn(ctx: HttpContext) {
  const { request, response, session, i18n } = ctx
  if (request.accepts(['html', 'json']) === 'json') {
    return response.unauthorized({
      error: { code: 'sign_in_required', message: i18n.t('account.sign_in_required') },
    })
  }
  if ((await saveRequest(ctx)) === 'form') {
    session.flash('notice', { kind: 'info', text: i18n.t('account.carry_on.kept') })
  }
  return response.redirect().status(303).toPath(urlFor('login'))
}

/**
 * Saves a request in the session, to continue with it after signing in: the page of a GET, or the
 * submitted form.
 * @returns what was saved; null for a form that cannot be
 */
export async function saveRequest(ctx: HttpContext): Promise<'page' | 'form' | null> {
  const { request, session } = ctx
  if (!['GET', 'HEAD'].includes(request.method())) {
    return (await saveForm(ctx)) ? 'form' : null
  }
  const path = localPath(request.url(true))
  if (path !== null) {
    session.setIntendedUrl(path)
  }
  return 'page'
}

/**
 * The path to redirect to after signing in: the saved page, else the library. Removes it from the
 * session.
 */
export function pullWantedPath({ session }: HttpContext): string {
  return localPath(session.pullIntendedUrl()) ?? urlFor('purchases.index')
}
