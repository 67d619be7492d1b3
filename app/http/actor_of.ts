import type { HttpContext } from '@adonisjs/core/http'
import type { Actor } from '#authority/actor'
import type User from '#models/user'

/**
 * Who sent a request, as the audit keeps them.
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
