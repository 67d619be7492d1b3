import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import UpdateRole from '#accounts/staff/update_role'
import { ROLE_LABELS } from '#admin/staff/role_labels'
import { backToStaffMember } from '#admin/staff/controllers/staff_member_page'
import { notFound } from '#http/not_found'
import type { StaffRole } from '#models/user'
import { checkForm } from '#http/forms/check_form'
import { roleValidator } from '#accounts/staff/staff_validators'

/**
 * Changes or removes the role of another staff member.
 */
export default class StaffRolesController {
  async update(ctx: HttpContext) {
    const form = await checkForm(roleValidator, ctx.request.body())
    if (!form.ok) {
      return backToStaffMember(ctx, { kind: 'error', text: 'Choose one of the roles.' })
    }
    const { role } = form.data
    const type = await updateRole(ctx, role)
    return backToStaffMember(
      ctx,
      type === 'changed'
        ? { kind: 'success', text: `The role is now ${ROLE_LABELS[role].label}.` }
        : { kind: 'info', text: 'That is the role already.' }
    )
  }

  /** Removes the role. The account stays, as a customer's. */
  async destroy(ctx: HttpContext) {
    await updateRole(ctx, null)
    ctx.session.flash('notice', {
      kind: 'success',
      text: 'Taken off the staff and signed out. The account itself stays, as a customer’s.',
    })
    return ctx.response.redirect().status(303).toPath(urlFor('admin.staff.index'))
  }
}

async function updateRole(ctx: HttpContext, role: StaffRole | null) {
  const { type } = await new UpdateRole().handle({
    userId: Number(ctx.params.id),
    role,
    actor: ctx.staff,
  })
  if (type === 'changed' || type === 'unchanged') {
    return type
  }
  throw notFound(ctx)
}
