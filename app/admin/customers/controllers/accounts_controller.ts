import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { permissionOver } from '#accounts/account_permission'
import EndAccountSessions from '#accounts/sessions/end_account_sessions'
import ListSessions from '#accounts/sessions/list_sessions'
import UpdateAccountState, { REASON_LENGTH } from '#accounts/update_account_state'
import { accountStates } from '#admin/customers/customer_list'
import { assertMay } from '#authority/permissions'
import { notFound } from '#http/not_found'
import User from '#models/user'
import type { Notice } from '#records/declarations/resource'

/**
 * Disables, enables and signs out the account of a customer or of another staff member.
 */
export default class AccountsController {
  async show(ctx: HttpContext) {
    return showPage(ctx, await findAccount(ctx))
  }

  async disable(ctx: HttpContext) {
    return changeState(ctx, true)
  }

  async enable(ctx: HttpContext) {
    return changeState(ctx, false)
  }

  async signOut(ctx: HttpContext) {
    const user = await findAccount(ctx)
    if (user.id === ctx.staff.id) {
      throw notFound(ctx)
    }
    await new EndAccountSessions().handle({ user, actor: ctx.staff })
    return backToAccount(ctx, user, { kind: 'success', text: 'Signed out on every device.' })
  }
}

async function changeState(ctx: HttpContext, isDisabled: boolean) {
  const user = await findAccount(ctx)
  const typed: unknown = ctx.request.input('reason')
  const reason = typeof typed === 'string' ? typed : ''
  const outcome = await new UpdateAccountState().handle({
    userId: user.id,
    isDisabled,
    reason,
    actor: ctx.staff,
  })
  switch (outcome.type) {
    case 'changed':
      return backToAccount(ctx, user, {
        kind: 'success',
        text: isDisabled
          ? 'Disabled the account and signed it out everywhere.'
          : 'Enabled the account. They can sign in again.',
      })
    case 'unchanged':
      return backToAccount(ctx, user, {
        kind: 'info',
        text: isDisabled ? 'The account is already disabled.' : 'The account is already enabled.',
      })
    case 'invalid':
      ctx.response.status(422)
      return showPage(ctx, user, { reason, errors: { reason: outcome.problem } })
    default:
      throw notFound(ctx)
  }
}

async function showPage(
  ctx: HttpContext,
  user: User,
  { reason = '', errors = {} }: { reason?: string; errors?: Record<string, string> } = {}
) {
  const sessions = await new ListSessions().handle(user)
  return ctx.view.render('pages/admin/customers/account', {
    customer: user,
    states: accountStates({
      role: user.role,
      email_verified_at: user.emailVerifiedAt,
      disabled_at: user.disabledAt,
    }),
    devices: sessions.length,
    isOneself: user.id === ctx.staff.id,
    backHref: pageOf(user),
    reason,
    reasonLength: REASON_LENGTH,
    errors,
  })
}

/**
 * The account of the route.
 * @throws {Exception} with status 403 if the staff member may not disable it
 */
async function findAccount(ctx: HttpContext): Promise<User> {
  const user = await User.find(ctx.params.id)
  if (user === null) {
    throw notFound(ctx)
  }
  assertMay(ctx.staff.role, permissionOver(user))
  return user
}

function backToAccount({ response, session }: HttpContext, user: User, notice: Notice) {
  session.flash('notice', notice)
  return response.redirect().status(303).toPath(pageOf(user))
}

function pageOf({ id, role }: User): string {
  return urlFor(role === null ? 'admin.customers.show' : 'admin.staff.show', { id })
}
