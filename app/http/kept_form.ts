import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { localPath } from '#http/local_path'
import { type TypedField, typedFields } from '#http/forms/typed_fields'

const SESSION_KEY = 'kept_form'

/** Bytes of a form as browsers send it that are kept: as many as are read of one. */
const LARGEST = 256 * 1024

/** A form that was sent before its sender had proved who they are. */
export interface KeptForm {
  /** Where it was sent to. */
  path: string
  fields: TypedField[]
}

/**
 * Keeps a form that was sent, without its secrets and files, until its sender has signed in, and
 * makes the page from which it is sent again the one that they are led to. Only for forms whose
 * CSRF token was right: then somebody pressed the button of a page of this store.
 * @returns false where there is nothing that could be kept
 */
export function saveForm({ request, session }: HttpContext): boolean {
  const path = localPath(request.url(true))
  const fields = typedFields(request)
  const isUnread = request.is(['multipart/form-data']) !== null && fields.length === 0
  if (path === null || isUnread || sizeOf(fields) > LARGEST) {
    return false
  }
  session.put(SESSION_KEY, { path, fields } satisfies KeptForm)
  session.setIntendedUrl(urlFor('account.carry_on'))
  return true
}

export function readKeptForm({ session }: HttpContext): KeptForm | null {
  return session.get(SESSION_KEY) ?? null
}

/** @returns what was forgotten */
export function forgetKeptForm({ session }: HttpContext): KeptForm | null {
  return session.pull(SESSION_KEY) ?? null
}

function sizeOf(fields: TypedField[]): number {
  return new URLSearchParams(fields.map(({ name, value }) => [name, value])).toString().length
}
