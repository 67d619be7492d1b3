import SessionMiddleware from '@adonisjs/session/session_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { refuseAccess } from '#access/middleware/refuse_access'
import IdentityMiddleware from '#http/middleware/identity_middleware'
import type ProductConfiguration from '#models/product_configuration'
import type Purchase from '#models/purchase'
import FindAccess, { type Access } from '#access/find_access'

/**
 * Which product a route requires. Without options: the one that the route's `:productSlug` names.
 */
export interface ProductRequiredOptions {
  /** This product, whatever the address. */
  slug?: string
  /** The product that another parameter of the route names. */
  param?: string
  /** At least one of these products. */
  anyOf?: string[]
  /** Every one of these products. */
  allOf?: string[]
}

const DEFAULT_PARAM = 'productSlug'

/**
 * Lets through who may use the product now, with `ctx.productConfig` and `ctx.productPurchase` set;
 * with several products they are those of the first that gives access. Finds out by itself who it
 * is where no middleware before it did.
 */
export default class ProductRequiredMiddleware {
  async handle(ctx: HttpContext, next: NextFn, options: ProductRequiredOptions = {}) {
    return withIdentity(ctx, async () => {
      const userId = (await ctx.auth.check()) ? ctx.auth.getUserOrFail().id : null
      const slugs = requiredSlugs(ctx, options)
      const accesses = await Promise.all(
        slugs.map((slug) => new FindAccess().handle({ userId, product: { slug } }))
      )
      const access = decide(accesses, options)
      const present = presentAddress(ctx, access, options)

      if (present !== null) {
        return ctx.response.redirect().status(301).toPath(present)
      }
      if (!isGranted(access)) {
        return refuseAccess(ctx, access)
      }
      ctx.productAccess = access
      ctx.productConfig = access.configuration
      ctx.productPurchase = access.purchase
      return next()
    })
  }
}

type GrantedAccess = Access & { configuration: ProductConfiguration; purchase: Purchase }

function isGranted(access: Access): access is GrantedAccess {
  return access.allowed && access.configuration !== null && access.purchase !== null
}

async function withIdentity(ctx: HttpContext, next: NextFn) {
  const { auth, session }: Partial<HttpContext> = ctx
  if (auth !== undefined) {
    return next()
  }
  const identity = new IdentityMiddleware()
  if (session !== undefined) {
    return identity.handle(ctx, next)
  }
  const sessions = await ctx.containerResolver.make(SessionMiddleware)
  return sessions.handle(ctx, () => identity.handle(ctx, next))
}

function requiredSlugs(
  { params, route }: HttpContext,
  { slug, param, anyOf, allOf }: ProductRequiredOptions
): string[] {
  const name = param ?? DEFAULT_PARAM
  const slugs = anyOf ?? allOf ?? [slug ?? params[name]]
  if (slugs.length === 0 || slugs.some((one) => typeof one !== 'string')) {
    throw new Error(`productRequired on ${route?.pattern} names no product`)
  }
  return slugs
}

/**
 * Of several products: where one is enough, one that gives access, else the refusal of one that was
 * bought; where all are needed, the first refusal.
 */
function decide(accesses: Access[], { allOf }: ProductRequiredOptions): Access {
  const [first] = accesses
  if (allOf !== undefined) {
    return accesses.find(({ allowed }) => !allowed) ?? first
  }
  return (
    accesses.find(({ allowed }) => allowed) ??
    accesses.find(({ purchase }) => purchase !== null) ??
    first
  )
}

/** Where a page lies since its product has another slug; null where the address is the present one. */
function presentAddress(
  { request, route, params }: HttpContext,
  { configuration }: Access,
  { slug, param, anyOf, allOf }: ProductRequiredOptions
): string | null {
  const name = param ?? DEFAULT_PARAM
  const isFromAddress = slug === undefined && anyOf === undefined && allOf === undefined
  if (!isFromAddress || configuration === null || configuration.slug === params[name]) {
    return null
  }
  const position = route?.pattern.split('/').indexOf(`:${name}`) ?? -1
  if (position < 0 || !['GET', 'HEAD'].includes(request.method())) {
    return null
  }
  const [path, query] = request.url(true).split('?')
  const present = path.split('/').with(position, configuration.slug).join('/')
  return query === undefined ? present : `${present}?${query}`
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** What `productRequired` let through, and why. */
    productAccess: Access
    /** The product that `productRequired` asked for, with its `product` loaded. */
    productConfig: ProductConfiguration
    /** The purchase that gives access to it. */
    productPurchase: Purchase
  }
}
