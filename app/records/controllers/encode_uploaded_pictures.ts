import type { HttpContext } from '@adonisjs/core/http'
import { type Field, uploadName } from '#records/declarations/fields'
import { pictureFieldsOf, type FormDeclaration } from '#records/declarations/form'
import type { Typed } from '#records/declarations/form'
import { CoverNotStored } from '#covers/cover_store'
import { coverExists, encodeCover, UnusableImage } from '#covers/encode_cover'
import type { FormErrors } from '#http/forms/check_form'

/**
 * Encodes the pictures that were uploaded with a form. Their keys are then part of the form like any
 * other value, so that an error in another field does not lose the pictures.
 * @param typed receives the keys, or an empty text for a picture that is removed
 * @returns the errors of the fields for pictures
 */
export async function encodeUploadedPictures(
  ctx: HttpContext,
  form: FormDeclaration,
  typed: Typed
): Promise<FormErrors> {
  const errors: FormErrors = {}
  for (const field of pictureFieldsOf(form)) {
    const error = await encodeUploadedPicture(ctx, field, typed)
    if (error !== null) {
      errors[field.name] = error
    }
  }
  return errors
}

async function encodeUploadedPicture(
  { request, pictures }: HttpContext,
  { name }: Field,
  typed: Typed
): Promise<string | null> {
  const picture = pictures.get(uploadName(name))
  if (picture === 'too_large') {
    return 'The picture is larger than 10 MB'
  }
  if (picture !== undefined) {
    try {
      typed[name] = await encodeCover(picture)
    } catch (error) {
      if (error instanceof UnusableImage || error instanceof CoverNotStored) {
        return error.message
      }
      throw error
    }
  } else if (request.input(`${name}_remove`)) {
    typed[name] = ''
  }
  const isThere = typed[name] === '' || (await coverExists(typed[name]))
  return isThere ? null : 'The picture is not there any more: choose it again'
}
