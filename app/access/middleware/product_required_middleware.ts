import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { refuseAccess } from '#access/middleware/refuse_access'
import { currentBuyer } from '#buyers/current_buyer'
import IdentityMiddleware from '#http/middleware/identity_middleware'
import SessionMiddleware from '#http/middleware/session_middleware'
import type ProductConfiguration from '#models/product_configuration'
import type Purchase from '#models/purchase'
import FindAccess, { type Access, type FindAccessInput } from '#access/find_access'

/**
 * Which product a route requires. Without options: the one that the route's `:productSlug` names.
 */
export interface ProductRequiredOptions {
  /** This product, whatever the URL. */
  slug?: string
  /** The product that another parameter of the route names. */
  param?: string
  /** At least one of these products. */
  anyOf?: string[]
  /** Every one of these products. */
  allOf?: string[]
  /**
   * Only at this price, or one that replaced it: Stripe's id of a price, its lookup key, or its nickname.
   * Stripe's id also names the product where the route and the other options do not.
   */
  price?: string
}

/** The parameter of a route that names its product. */
export const DEFAULT_PARAM = 'productSlug'

/**
 * Continues only for a buyer who may use the product now, and sets `ctx.productAccess`,
 * `ctx.productConfig` and `ctx.productPurchase`; with several products, those of the first that
 * gives access. Starts the session and identifies the user itself where no earlier middleware did.
 * Everybody else is answered by `refuseAccess`.
 * @throws {Error} where the route names no product
 */
export default class ProductRequiredMiddleware {
  async handle(ctx: HttpContext, next: NextFn, options: ProductRequiredOptions = {}) {
    return withIdentity(ctx, async () => {
      await ctx.auth.check()
      const buyer = currentBuyer(ctx)
      const { price } = options
      const accesses = await Promise.all(
        requiredProducts(ctx, options).map((product) =>
          new FindAccess().handle({ buyer, product, price })
        )
      )
      const access = decide(accesses, options)
      const current = currentPath(ctx, access, options)

      if (current !== null) {
        return ctx.response.redirect().status(301).toPath(current)
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

function requiredProducts(
  { params, route }: HttpContext,
  { slug, param, anyOf, allOf, price }: ProductRequiredOptions
): FindAccessInput['product'][] {
  const name = param ?? DEFAULT_PARAM
  const slugs = anyOf ?? allOf ?? [slug ?? params[name]]
  if (slugs.length === 1 && slugs[0] === undefined && price !== undefined) {
    return [{ priceStripeId: price }]
  }
  if (slugs.length === 0 || slugs.some((one) => typeof one !== 'string')) {
    throw new Error(`productRequired on ${route?.pattern} names no product`)
  }
  return slugs.map((one) => ({ slug: one }))
}

/**
 * With `allOf`, the first refusal. Otherwise the first access, else the refusal of a product that
 * was bought, else the first refusal.
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

/** The current path where the product has another slug by now; null where the URL is current. */
function currentPath(
  { request, route, params }: HttpContext,
  { configuration }: Access,
  { slug, param, anyOf, allOf }: ProductRequiredOptions
): string | null {
  const name = param ?? DEFAULT_PARAM
  const isFromAddress = slug === undefined && anyOf === undefined && allOf === undefined
  if (
    !isFromAddress ||
    params[name] === undefined ||
    configuration === null ||
    configuration.slug === params[name]
  ) {
    return null
  }
  const position = route?.pattern.split('/').indexOf(`:${name}`) ?? -1
  if (position < 0 || !['GET', 'HEAD'].includes(request.method())) {
    return null
  }
  const [path, query] = request.url(true).split('?')
  const current = path.split('/').with(position, configuration.slug).join('/')
  return query === undefined ? current : `${current}?${query}`
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** The access decision of `productRequired`. */
    productAccess: Access
    /** The product that the route requires, with its `product` loaded. */
    productConfig: ProductConfiguration
    /** The purchase that gives access to it. */
    productPurchase: Purchase
  }
}
