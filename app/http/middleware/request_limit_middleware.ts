import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { TooManyRequestsException } from '#http/exceptions/too_many_requests_exception'
import { countAttempt, networkOf } from '#http/rate_limit'
import { requestsByNetwork } from '#http/rate_limits'

/**
 * Monitors, Stripe and nginx may send as many requests as they need to. nginx reports the downloads of
 * all buyers from one address, and a report that is refused would not count.
 */
const UNLIMITED = ['/health/', '/stripe/webhook', '/deliveries/sent']

/**
 * Limits the requests of one network that are not answered from the page cache, so that one client
 * cannot take the time of all others. The answer is short, because it must cost less than a page.
 */
export default class RequestLimitMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    const isUnlimited = UNLIMITED.some((path) => request.url().startsWith(path))
    if (requestsByNetwork.requests > 0 && !isUnlimited) {
      try {
        await countAttempt(requestsByNetwork, networkOf(request.ip()))
      } catch (error) {
        if (error instanceof TooManyRequestsException) {
          return response
            .status(429)
            .header('retry-after', String(error.retryAfterSeconds))
            .header('cache-control', 'no-store')
            .type('text/plain')
            .send(
              'Too many requests from your network. Wait a few seconds, then reload the page.\n'
            )
        }
        throw error
      }
    }
    return next()
  }
}
