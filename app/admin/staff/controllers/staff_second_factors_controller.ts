import type { HttpContext } from '@adonisjs/core/http'
import DisableSecondFactor from '#accounts/second_factor/disable_second_factor'
import { backToStaffMember, findOtherStaffMember } from '#admin/staff/controllers/staff_member_page'

/**
 * Disables the second factor of another staff member who lost their phone and recovery codes.
 */
export default class StaffSecondFactorsController {
  async destroy(ctx: HttpContext) {
    const user = await findOtherStaffMember(ctx)
    const isReset = await new DisableSecondFactor().handle({ user, actor: ctx.staff })
    return backToStaffMember(
      ctx,
      isReset
        ? { kind: 'success', text: 'The second factor is off, and they were told so by mail.' }
        : { kind: 'info', text: 'There was no second factor.' }
    )
  }
}
