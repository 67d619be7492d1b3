import type { HttpContext } from '@adonisjs/core/http'
import type { Actor } from '#authority/actor'
import type User from '#models/user'

/**
 * The actor of a request: the signed-in user with address, user agent and request id.
 */
export function actorOf({ request }: HttpContext, user: User): Actor {
  return {
    id: user.id,
    label: user.label,
    role: user.role,
    address: request.ip(),
    userAgent: request.header('user-agent')?.slice(0, 500) ?? null,
    requestId: request.id() ?? null,
  }
}
