import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { securityHeaders } from '#http/server/security_headers'

const HEADERS = Object.entries(securityHeaders())

/**
 * Sets the security headers and the request id. Mounted at server level, so that static files and
 * 404s have them too.
 */
export default class SecurityHeadersMiddleware {
  handle({ request, response }: HttpContext, next: NextFn) {
    for (const [name, value] of HEADERS) {
      response.header(name, value)
    }
    response.header('x-request-id', request.id() ?? '')
    return next()
  }
}
