import router from '@adonisjs/core/services/router'
import ProductSlug from '#models/product_slug'
import ProductConfiguration from '#models/product_configuration'
import type { ProductRequiredOptions } from '#access/middleware/product_required_middleware'

/** A route that requires a product which does not exist, so nobody can open it. */
export interface UnknownGate {
  route: string
  slug: string
}

/** The name of the middleware in `start/kernel.ts`. */
const GATE = 'productRequired'

/**
 * The routes whose `productRequired` names a slug that no product has or had. Needs the routes.
 */
export default class FindUnknownGates {
  async handle(): Promise<UnknownGate[]> {
    const gates = declaredGates()
    const slugs = [...new Set(gates.map(({ slug }) => slug))]
    if (slugs.length === 0) {
      return []
    }
    const [current, earlier] = await Promise.all([
      ProductConfiguration.query().select('slug').whereIn('slug', slugs),
      ProductSlug.query().select('slug').whereIn('slug', slugs),
    ])
    const known = new Set([...current, ...earlier].map(({ slug }) => slug))
    return gates.filter(({ slug }) => !known.has(slug))
  }
}

function declaredGates(): UnknownGate[] {
  if (!router.commited) {
    router.commit()
  }
  return Object.values(router.toJSON())
    .flat()
    .flatMap(({ pattern, middleware }) =>
      [...middleware.all()].flatMap((one) =>
        typeof one === 'object' && one.name === GATE
          ? slugsOf(one.args as ProductRequiredOptions | undefined).map((slug) => ({
              route: pattern,
              slug,
            }))
          : []
      )
    )
}

function slugsOf({ slug, anyOf, allOf }: ProductRequiredOptions = {}): string[] {
  return [slug ?? [], anyOf ?? [], allOf ?? []].flat()
}
