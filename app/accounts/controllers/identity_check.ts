import type { HttpContext } from '@adonisjs/core/http'
import { currentPasswordByAccount } from '#http/rate_limits'
import { countAttempt, forgetAttempts } from '#http/rate_limit'
import type { FormErrors } from '#http/forms/check_form'
import VerifyCredentials from '#accounts/verify_credentials'
import { recordFailure, recordRefusal } from '#accounts/controllers/failed_sign_in'
import { isRightCode } from '#accounts/controllers/second_factor_check'
import type User from '#models/user'

/** What a signed-in user typed to confirm a sensitive change of their account. */
interface IdentityProof {
  current_password: string
  /** Must be there for a user with a second factor. */
  one_time_code?: string
}

/** For validators: whether the form must have a code. Overrides a submitted field of that name. */
export function codeDemand({ hasSecondFactor }: User) {
  return { asks_code: hasSecondFactor }
}

/**
 * Whether this is the password of a signed-in user. A wrong one is counted and recorded.
 * @throws {TooManyRequestsException}
 */
export async function isRightPassword(ctx: HttpContext, user: User, password: string) {
  await recordRefusal(ctx, user.email, () => countAttempt(currentPasswordByAccount, user.id))
  if (!(await new VerifyCredentials().isPasswordOf(user, password))) {
    recordFailure(ctx, user.email, 'wrong_password')
    return false
  }
  await forgetAttempts(currentPasswordByAccount, user.id)
  return true
}

/**
 * Checks the password of a signed-in user and, where there is a second factor, a code, which is used
 * up. Wrong ones are counted and recorded.
 * @returns errors by field; none where both are right
 * @throws {TooManyRequestsException}
 */
export async function checkIdentity(
  ctx: HttpContext,
  user: User,
  { current_password: password, one_time_code: code = '' }: IdentityProof
): Promise<FormErrors> {
  if (!(await isRightPassword(ctx, user, password))) {
    return { current_password: ctx.i18n.t('account.wrong_current_password') }
  }
  if (user.hasSecondFactor && !(await isRightCode(ctx, user, code))) {
    return { one_time_code: ctx.i18n.t('account.code.wrong') }
  }
  return {}
}
