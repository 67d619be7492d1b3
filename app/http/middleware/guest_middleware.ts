import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { SLUG } from '#shared/slug'

/**
 * Requires a visitor who is not signed in. Signed-in users are redirected to the product that they
 * were about to buy, else to their account.
 */
export default class GuestMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    if (!(await ctx.auth.check())) {
      return next()
    }
    const product = ctx.request.qs().product
    const path =
      typeof product === 'string' && SLUG.test(product)
        ? urlFor('store.products.show', { productSlug: product })
        : urlFor('account.show')
    return ctx.response.redirect().status(303).toPath(path)
  }
}
