import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/**
 * Protects the secret in the address of an e-mailed link: no caching, no referrer, no indexing.
 */
export default class TokenLinkMiddleware {
  handle({ response }: HttpContext, next: NextFn) {
    response.header('cache-control', 'private, no-store')
    response.header('referrer-policy', 'no-referrer')
    response.header('x-robots-tag', 'noindex')
    return next()
  }
}
