import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { lastUserId } from '#framework/last_user'
import { KEPT_FORM } from '#framework/session_marks'
import { TooManyRequestsException } from '#http/exceptions/too_many_requests_exception'
import { localPath } from '#http/local_path'
import { countAttempt, countNetworkAttempt } from '#http/rate_limit'
import { keptFormByAccount, keptFormByNetwork } from '#http/rate_limits'
import { type TypedField, typedFields } from '#http/forms/typed_fields'

/** Bytes of a form, url-encoded, that are saved; the body limit of a form. */
const MAX_BYTES = 256 * 1024

/** A form that a user submitted after their session had ended. */
export interface KeptForm {
  /** Nobody else may see it. */
  userId: number
  /** Where it was submitted to. */
  path: string
  fields: TypedField[]
}

/**
 * Saves a submitted form in the session, without its secrets and files, and redirects its sender
 * after signing in to the page that submits it again. Only for forms whose CSRF token was valid, so
 * that it comes from a page of this store, and only for users who had signed in: strangers could
 * fill the session store with forms.
 * @returns false if the form cannot be saved: from a stranger, an unread multipart body, too large,
 *   or too many
 */
export async function saveForm(ctx: HttpContext): Promise<boolean> {
  const { auth, request, session } = ctx
  const userId = auth.use('web').user?.id ?? lastUserId(ctx)
  const path = localPath(request.url(true))
  const fields = typedFields(request)
  const isUnread = request.is(['multipart/form-data']) !== null && fields.length === 0
  if (userId === null || path === null || isUnread || sizeOf(fields) > MAX_BYTES) {
    return false
  }
  if (!(await mayKeepAnother(userId, request.ip()))) {
    return false
  }
  session.put(KEPT_FORM, { userId, path, fields } satisfies KeptForm)
  session.setIntendedUrl(urlFor('account.carry_on'))
  return true
}

/**
 * The form that the signed-in user saved, or null. Deletes a form of another user, who used this
 * browser before.
 */
export function readKeptForm({ auth, session }: HttpContext): KeptForm | null {
  const form: KeptForm | null = session.get(KEPT_FORM) ?? null
  if (form !== null && form.userId !== auth.use('web').getUserOrFail().id) {
    session.forget(KEPT_FORM)
    return null
  }
  return form
}

/** Removes the user's saved form from the session and returns it; null if there is none. */
export function forgetKeptForm(ctx: HttpContext): KeptForm | null {
  const form = readKeptForm(ctx)
  ctx.session.forget(KEPT_FORM)
  return form
}

/** One account can have any number of sessions, each with a form. */
async function mayKeepAnother(userId: number, address: string): Promise<boolean> {
  try {
    await countNetworkAttempt(keptFormByNetwork, address)
    await countAttempt(keptFormByAccount, userId)
    return true
  } catch (error) {
    if (error instanceof TooManyRequestsException) {
      return false
    }
    throw error
  }
}

function sizeOf(fields: TypedField[]): number {
  return new URLSearchParams(fields.map(({ name, value }) => [name, value])).toString().length
}
