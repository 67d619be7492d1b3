import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { localPath } from '#http/local_path'
import { type TypedField, typedFields } from '#http/forms/typed_fields'

const SESSION_KEY = 'kept_form'

/** Bytes of a form, url-encoded, that are saved; the body limit of a form. */
const MAX_BYTES = 256 * 1024

/** A form that was submitted before its sender had signed in. */
export interface KeptForm {
  /** Where it was submitted to. */
  path: string
  fields: TypedField[]
}

/**
 * Saves a submitted form in the session, without its secrets and files, and redirects its sender
 * after signing in to the page that submits it again. Only for forms whose CSRF token was valid, so
 * that it comes from a page of this store.
 * @returns false if the form cannot be saved: an unread multipart body, or too large
 */
export function saveForm({ request, session }: HttpContext): boolean {
  const path = localPath(request.url(true))
  const fields = typedFields(request)
  const isUnread = request.is(['multipart/form-data']) !== null && fields.length === 0
  if (path === null || isUnread || sizeOf(fields) > MAX_BYTES) {
    return false
  }
  session.put(SESSION_KEY, { path, fields } satisfies KeptForm)
  session.setIntendedUrl(urlFor('account.carry_on'))
  return true
}

/** The saved form, or null. */
export function readKeptForm({ session }: HttpContext): KeptForm | null {
  return session.get(SESSION_KEY) ?? null
}

/** Removes the saved form from the session and returns it; null if there is none. */
export function forgetKeptForm({ session }: HttpContext): KeptForm | null {
  return session.pull(SESSION_KEY) ?? null
}

function sizeOf(fields: TypedField[]): number {
  return new URLSearchParams(fields.map(({ name, value }) => [name, value])).toString().length
}
