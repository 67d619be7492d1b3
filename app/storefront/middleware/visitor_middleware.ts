import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import SessionMiddleware from '@adonisjs/session/session_middleware'
import ShieldMiddleware from '@adonisjs/shield/shield_middleware'
import IdentityMiddleware from '#http/middleware/identity_middleware'
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
 * The way into public pages. Visitors without a session get none, and the same page as everybody:
 * it depends on the address and the language alone, and lies in the page cache as long as the
 * catalogue does not change. Those with a session get their own page, which nobody may keep.
 */
export default class VisitorMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    if (hasSession(ctx.request.header('cookie'))) {
      return this.#withSession(ctx, next)
    }
    const address = ctx.request.url(true)
    if (!publicPages.keeps(address)) {
      return this.#anew(ctx, next)
    }
    const state = await catalogueClock.read()
    const page =
      publicPages.get(address, ctx.i18n.locale, state) ??
      (await this.#keep(ctx, next, address, state))
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

  /** A page that is not kept: of a search, for example. */
  async #anew(ctx: HttpContext, next: NextFn) {
    const html = await this.#make(ctx, next)
    if (html !== null) {
      const etag = pageEtag(html)
      ctx.response.header('etag', etag)
      if (hasPage(ctx.request.header('if-none-match'), etag)) {
        ctx.response.status(304).send('')
      }
    }
  }

  /** Makes a page and keeps it. Anything but a page is for this visitor only. */
  async #keep(ctx: HttpContext, next: NextFn, address: string, state: string) {
    const html = await this.#make(ctx, next)
    if (html === null) {
      return null
    }
    const contentType = String(ctx.response.getHeader('content-type') ?? HTML)
    const page = await makeCachedPage(html, contentType)
    publicPages.put(address, ctx.i18n.locale, state, page)
    return page
  }

  async #make({ response }: HttpContext, next: NextFn): Promise<string | null> {
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
