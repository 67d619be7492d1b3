import { errors, type HttpContext } from '@adonisjs/core/http'

/**
 * The 404 error for a record that does not exist, or that the user must not know of. To be thrown.
 */
export function notFound({ request }: HttpContext) {
  return new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
}
