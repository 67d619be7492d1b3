import type { HttpContext } from '@adonisjs/core/http'
import EndStaffSessions from '#actions/staff/end_staff_sessions'
import { backToColleague, findOther } from '#controllers/admin/colleague'

/**
 * Where a colleague is signed in.
 */
export default class StaffSessionsController {
  async destroy(ctx: HttpContext) {
    await new EndStaffSessions().handle({ user: await findOther(ctx), actor: ctx.staff })
    return backToColleague(ctx, { kind: 'success', text: 'Signed out on every device.' })
  }
}
