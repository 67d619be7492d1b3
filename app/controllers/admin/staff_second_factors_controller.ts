import type { HttpContext } from '@adonisjs/core/http'
import DisableSecondFactor from '#actions/second_factor/disable_second_factor'
import { backToColleague, findOther } from '#controllers/admin/colleague'

/**
 * Letting a colleague in again who lost their phone and their recovery codes.
 */
export default class StaffSecondFactorsController {
  async destroy(ctx: HttpContext) {
    const user = await findOther(ctx)
    const isReset = await new DisableSecondFactor().handle({ user, actor: ctx.staff })
    return backToColleague(
      ctx,
      isReset
        ? { kind: 'success', text: 'The second factor is off, and they were told so by mail.' }
        : { kind: 'info', text: 'There was no second factor.' }
    )
  }
}
