import { Exception } from '@adonisjs/core/exceptions'

/**
 * A rate limit was exceeded. The error page says when to try again.
 */
export class TooManyRequestsException extends Exception {
  static status = 429
  static code = 'E_TOO_MANY_REQUESTS'

  /** @param retryAfterSeconds whole seconds until another attempt is allowed, 1 or more */
  constructor(readonly retryAfterSeconds: number) {
    super(`Too many attempts; the next is allowed in ${retryAfterSeconds} s`)
  }
}
