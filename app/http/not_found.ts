import { errors, type HttpContext } from '@adonisjs/core/http'

/**
 * For a record that is not there.
 */
export function notFound({ request }: HttpContext) {
  return new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
}
