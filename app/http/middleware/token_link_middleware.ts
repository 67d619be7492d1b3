import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/**
 * Keeps the secret of a link that came by mail to itself: no copy of the page, no referrer, no
 * search engine.
 */
export default class TokenLinkMiddleware {
  handle({ response }: HttpContext, next: NextFn) {
    response.header('cache-control', 'private, no-store')
    response.header('referrer-policy', 'no-referrer')
    response.header('x-robots-tag', 'noindex')
    return next()
  }
}
