import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { invitationByAccount } from '#http/rate_limits'
import { countAttempt } from '#http/rate_limit'
import InviteStaff, { type InviteStaffOutcome } from '#accounts/staff/invite_staff'
import WithdrawInvitation from '#accounts/staff/withdraw_invitation'
import { ROLE_OPTIONS, ROLE_LABELS } from '#admin/staff/role_labels'
import { notFound } from '#http/not_found'
import type AccountToken from '#models/account_token'
import type { StaffRole } from '#models/user'
import ListInvitations from '#accounts/staff/list_invitations'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { invitationValidator } from '#accounts/staff/staff_validators'
import { readableEmail } from '#shared/email_address'

/** Why a user cannot be invited. */
const PROBLEMS: Partial<Record<InviteStaffOutcome['type'], string>> = {
  is_staff: 'Somebody with this address is on the staff already.',
  disabled: 'The account with this address is disabled.',
}

/**
 * Invites users to the staff, sends invitations again and withdraws them.
 */
export default class StaffInvitationsController {
  async create(ctx: HttpContext) {
    return this.#form(ctx, {})
  }

  async store(ctx: HttpContext) {
    const form = await checkForm(invitationValidator, ctx.request.body(), ctx.i18n)
    if (!form.ok) {
      return this.#form(ctx, form)
    }
    const { email, role } = form.data
    const type = await invite(ctx, email, role)
    return type === 'invited'
      ? backToStaff(ctx, `Invited ${readableEmail(email)}.`)
      : this.#form(ctx, { errors: { email: PROBLEMS[type]! }, old: form.data })
  }

  /** Sends a new link; the old one stops working. */
  async resend(ctx: HttpContext) {
    const { user, payload } = await findInvitation(ctx)
    const type = await invite(ctx, user.email, payload.role)
    return backToStaff(ctx, PROBLEMS[type] ?? `Invited ${user.readableEmail} once more.`)
  }

  async destroy(ctx: HttpContext) {
    const token = await findInvitation(ctx)
    await new WithdrawInvitation().handle({ token, actor: ctx.staff })
    return backToStaff(ctx, `Withdrew the invitation of ${token.user.readableEmail}.`)
  }

  #form(
    { view, response }: HttpContext,
    { errors = {}, old = {} }: { errors?: FormErrors; old?: Record<string, unknown> }
  ) {
    response.status(Object.keys(errors).length > 0 ? 422 : 200)
    return view.render('pages/admin/staff/invite', {
      errors,
      old,
      roles: [{ value: '', label: 'Choose a role' }, ...ROLE_OPTIONS],
      roleWords: Object.values(ROLE_LABELS),
    })
  }
}

async function invite(ctx: HttpContext, email: string, role: StaffRole) {
  await countAttempt(invitationByAccount, ctx.staff.id!)
  const { type } = await new InviteStaff().handle({
    email,
    role,
    locale: ctx.i18n.locale,
    actor: ctx.staff,
  })
  if (type === 'forbidden') {
    throw notFound(ctx)
  }
  return type
}

async function findInvitation(ctx: HttpContext): Promise<AccountToken> {
  const token = await new ListInvitations().find(Number(ctx.params.id))
  if (token === null) {
    throw notFound(ctx)
  }
  return token
}

function backToStaff({ session, response }: HttpContext, text: string) {
  session.flash('notice', { kind: 'success', text })
  return response.redirect().status(303).toPath(urlFor('admin.staff.index'))
}
