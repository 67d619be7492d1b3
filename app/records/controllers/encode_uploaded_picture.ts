import type { HttpContext } from '@adonisjs/core/http'
import { fieldsOf, type FormDeclaration } from '#records/declarations/form'
import type { Typed } from '#records/declarations/form'
import { CoverNotStored } from '#covers/cover_store'
import { coverExists, encodeCover, UnusableImage } from '#covers/encode_cover'
import type { FormErrors } from '#http/forms/check_form'

/**
 * Encodes a picture that was uploaded with a form. Its key is then part of the form like any other
 * value, so that an error in another field does not lose the picture.
 * @param typed receives the key, or an empty text if the picture is removed
 * @returns the error of the picture's field, if there is one
 */
export async function encodeUploadedPicture(
  { request, picture }: HttpContext,
  form: FormDeclaration,
  typed: Typed
): Promise<FormErrors> {
  const name = fieldsOf(form).find(({ kind }) => kind === 'picture')?.name
  if (name === undefined) {
    return {}
  }
  if (picture === 'too_large') {
    return { [name]: 'The picture is larger than 10 MB' }
  }
  if (picture !== null && picture !== undefined) {
    try {
      typed[name] = await encodeCover(picture)
    } catch (error) {
      if (error instanceof UnusableImage || error instanceof CoverNotStored) {
        return { [name]: error.message }
      }
      throw error
    }
  } else if (request.input(`${name}_remove`)) {
    typed[name] = ''
  }
  const isThere = typed[name] === '' || (await coverExists(typed[name]))
  return isThere ? {} : { [name]: 'The picture is not there any more: choose it again' }
}
