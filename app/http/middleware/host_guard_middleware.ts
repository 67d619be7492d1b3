import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { isKnownHost } from '#http/server/known_hosts'

/**
 * Refuses requests with another Host header, so that a forged one has no effect. Health checks are
 * exempt, because monitors may know only the IP address.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20 (421 Misdirected Request)
 */
export default class HostGuardMiddleware {
  handle({ request, response }: HttpContext, next: NextFn) {
    if (isKnownHost(request.header('host')) || request.url().startsWith('/health/')) {
      return next()
    }
    return response.status(421).type('text/plain').send('This address is not known here.\n')
  }
}
