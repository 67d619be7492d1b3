import type { HttpContext } from '@adonisjs/core/http'
import { secondFactorByAccount, secondFactorByNetwork } from '#http/rate_limits'
import {
  countAttempt,
  countNetworkAttempt,
  forgetAttempts,
  uncountNetworkAttempt,
} from '#http/rate_limit'
import { recordFailure, recordRefusal } from '#accounts/controllers/failed_sign_in'
import { deviceIdOf } from '#framework/known_device'
import VerifySecondFactor from '#accounts/second_factor/verify_second_factor'
import type User from '#models/user'

/**
 * Whether this is a valid code of the user's second factor; a valid one is used up. Wrong ones
 * are counted and recorded, those of a browser in which the user has signed in before by themselves.
 * @throws {TooManyRequestsException}
 */
export async function isRightCode(ctx: HttpContext, user: User, code: string) {
  const address = ctx.request.ip()
  const device = deviceIdOf(ctx, user)
  const subject = [user.id, device ?? 'unknown']
  await recordRefusal(ctx, user.email, async () => {
    if (device === null) {
      await countNetworkAttempt(secondFactorByNetwork, address)
    }
    await countAttempt(secondFactorByAccount, ...subject)
  })
  if (!(await new VerifySecondFactor().handle({ user, code }))) {
    recordFailure(ctx, user.email, 'wrong_code')
    return false
  }
  if (device === null) {
    await uncountNetworkAttempt(secondFactorByNetwork, address)
  }
  await forgetAttempts(secondFactorByAccount, ...subject)
  return true
}
