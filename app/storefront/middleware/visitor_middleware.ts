import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import ShieldMiddleware from '@adonisjs/shield/shield_middleware'
import IdentityMiddleware from '#http/middleware/identity_middleware'
import SessionMiddleware from '#http/middleware/session_middleware'
import {
  type CachedPage,
  chooseEncoding,
  hasPage,
  makeCachedPage,
  pageEtag,
  PUBLIC_HEADERS,
} from '#storefront/page_cache/cached_page'
import { catalogueClock } from '#catalogue/catalogue_clock'
import { hasSession, publicPages } from '#storefront/page_cache/public_pages'

/**
 * The entry to public pages. A visitor without a session gets none: the page depends on URL and
 * language alone and is cached until the catalogue changes. A visitor with a session gets a page of
 * their own, which no cache may store.
 */
export default class VisitorMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    if (hasSession(ctx.request.header('cookie'))) {
      return this.#withSession(ctx, next)
    }
    const address = ctx.request.url(true)
    if (!publicPages.isCacheable(address)) {
      return this.#renderUncached(ctx, next)
    }
    const state = await catalogueClock.read()
    const page =
      publicPages.get(address, ctx.i18n.locale, state) ??
      (await this.#renderCached(ctx, next, address, state))
    if (page !== null) {
      this.#send(ctx, page)
    }
  }

  async #withSession(ctx: HttpContext, next: NextFn) {
    const session = await ctx.containerResolver.make(SessionMiddleware)
    const shield = await ctx.containerResolver.make(ShieldMiddleware)
    const identity = await ctx.containerResolver.make(IdentityMiddleware)
    return session.handle(ctx, () => shield.handle(ctx, () => identity.handle(ctx, next)))
  }

  /** Renders a page that is not cached, such as search results. */
  async #renderUncached(ctx: HttpContext, next: NextFn) {
    const html = await this.#render(ctx, next)
    if (html !== null) {
      const etag = pageEtag(html)
      ctx.response.header('etag', etag)
      if (hasPage(ctx.request.header('if-none-match'), etag)) {
        ctx.response.status(304).send('')
      }
    }
  }

  /**
   * Renders a page and caches it. Returns null for any other answer, which is for this visitor
   * only.
   */
  async #renderCached(ctx: HttpContext, next: NextFn, address: string, state: string) {
    const html = await this.#render(ctx, next)
    if (html === null) {
      return null
    }
    const contentType = String(ctx.response.getHeader('content-type') ?? HTML)
    const page = await makeCachedPage(html, contentType)
    publicPages.put(address, ctx.i18n.locale, state, page)
    return page
  }

  async #render({ response }: HttpContext, next: NextFn): Promise<string | null> {
    Object.entries(PUBLIC_HEADERS).forEach(([name, value]) => response.header(name, value))
    await next()
    const body = response.getBody()
    return response.getStatus() === 200 && typeof body === 'string' ? body : null
  }

  #send({ request, response }: HttpContext, page: CachedPage) {
    Object.entries(PUBLIC_HEADERS).forEach(([name, value]) => response.header(name, value))
    response.header('etag', page.etag)
    if (hasPage(request.header('if-none-match'), page.etag)) {
      return response.status(304).send('')
    }
    const encoding = chooseEncoding(request.header('accept-encoding'))
    if (encoding !== 'identity') {
      response.header('content-encoding', encoding)
    }
    response.header('content-type', page.contentType)
    response.send(page.bodies[encoding])
  }
}

const HTML = 'text/html; charset=utf-8'
