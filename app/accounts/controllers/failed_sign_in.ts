import type { HttpContext } from '@adonisjs/core/http'
import { accountMark } from '#accounts/account_mark'
import RecordFailedSignIn from '#accounts/record_failed_sign_in'
import { TooManyRequestsException } from '#http/exceptions/too_many_requests_exception'
import { loggableNetwork } from '#http/server/loggable_network'

export type SignInFailure =
  'wrong_password' | 'wrong_code' | 'account_disabled' | 'too_many_attempts' | 'too_many_resets'

/**
 * Logs a failed sign-in or confirmation of identity, without the address and what was typed, and
 * counts it for staff. Refused requests for a new password are not counted.
 * Source: OWASP ASVS 5.0, 16.3.1
 */
export function recordFailure(ctx: HttpContext, email: string, reason: SignInFailure) {
  const { request, response, logger } = ctx
  const account = accountMark(email)
  logger.info({ account, network: loggableNetwork(request.ip()), reason }, 'A sign-in failed')
  if (reason === 'too_many_resets') {
    return
  }

  /** After the answer, so that its duration does not reveal whose address belongs to staff. */
  response.onFinish(() => {
    new RecordFailedSignIn().handle({ email }).catch((error) => {
      logger.error({ err: error, account }, 'A failed sign-in was not counted')
    })
  })
}

/**
 * Counts attempts on an account, and records it where a limit refuses them.
 * @param count counts them
 * @throws {TooManyRequestsException}
 */
export async function recordRefusal<Result>(
  ctx: HttpContext,
  email: string,
  count: () => Promise<Result>,
  reason: SignInFailure = 'too_many_attempts'
): Promise<Result> {
  try {
    return await count()
  } catch (error) {
    if (error instanceof TooManyRequestsException) {
      recordFailure(ctx, email, reason)
    }
    throw error
  }
}
