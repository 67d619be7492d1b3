import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { notFound } from '#http/not_found'
import User from '#models/user'

/**
 * The staff member of the route.
 * @throws {E_ROUTE_NOT_FOUND} where there is none
 */
export async function findStaffMember(ctx: HttpContext): Promise<User> {
  const user = await User.query().where('id', ctx.params.id).whereNotNull('role').first()
  if (user === null) {
    throw notFound(ctx)
  }
  return user
}

/**
 * The same, for acts that nobody does to themselves here: their own account has a page for them.
 * @throws {E_ROUTE_NOT_FOUND} also for the signed-in user
 */
export async function findOtherStaffMember(ctx: HttpContext): Promise<User> {
  const user = await findStaffMember(ctx)
  if (user.id === ctx.staff.id) {
    throw notFound(ctx)
  }
  return user
}

/** Redirects to the page of a staff member and shows a notice there. */
export function backToStaffMember(
  { params, response, session }: HttpContext,
  notice: { kind: 'success' | 'info' | 'error'; text: string }
) {
  session.flash('notice', notice)
  return response
    .redirect()
    .status(303)
    .toPath(urlFor('admin.staff.show', { id: params.id }))
}
