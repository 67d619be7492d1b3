import type { HttpContext } from '@adonisjs/core/http'
import EndStaffSessions from '#accounts/staff/end_staff_sessions'
import { backToStaffMember, findOtherStaffMember } from '#admin/staff/controllers/staff_member_page'

/**
 * Ends every session of another staff member.
 */
export default class StaffSessionsController {
  async destroy(ctx: HttpContext) {
    await new EndStaffSessions().handle({ user: await findOtherStaffMember(ctx), actor: ctx.staff })
    return backToStaffMember(ctx, { kind: 'success', text: 'Signed out on every device.' })
  }
}
