import type { HttpContext } from '@adonisjs/core/http'
import { secondFactorByAccount, secondFactorByNetwork } from '#http/rate_limits'
import { countAttempt, forgetAttempts, networkOf, uncountAttempt } from '#http/rate_limit'
import VerifySecondFactor from '#accounts/second_factor/verify_second_factor'
import type User from '#models/user'

/**
 * Whether this is a valid code of the user's second factor; a valid one is used up, wrong ones are
 * counted.
 * @throws {TooManyRequestsException}
 */
export async function isRightCode({ request }: HttpContext, user: User, code: string) {
  const network = networkOf(request.ip())
  await countAttempt(secondFactorByNetwork, network)
  await countAttempt(secondFactorByAccount, user.id)
  if (!(await new VerifySecondFactor().handle({ user, code }))) {
    return false
  }
  await uncountAttempt(secondFactorByNetwork, network)
  await forgetAttempts(secondFactorByAccount, user.id)
  return true
}
