import { once } from 'node:events'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { readFirstField } from '#http/forms/first_field'

/** The field with the CSRF token. */
const FIELD = '_csrf'

/**
 * Finds the CSRF token of an upload in the first part of its form, unless a script sends it in the
 * header `x-csrf-token`, and keeps no byte of the files. So the token is not in the address, which
 * proxies log. Must run before `csrf`, and after the right to upload is checked.
 */
export default class UploadTokenMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    if (!request.is(['multipart/form-data']) || request.header('x-csrf-token') !== undefined) {
      return next()
    }
    const body = request.request
    const token = await readFirstField(body, FIELD)
    request.updateBody({ ...request.body(), [FIELD]: token ?? '' })
    const output = await next()
    if (response.getStatus() === 403 && !body.readableEnded && !body.destroyed) {
      // A browser reads the answer only once it has sent the form. The time for that is limited.
      body.resume()
      await Promise.race([once(body, 'end'), once(body, 'close')])
    }
    return output
  }
}
