import router from '@adonisjs/core/services/router'
import ProductSlug from '#models/product_slug'
import ProductConfiguration from '#models/product_configuration'
import ListAcceptedPrices from '#access/list_accepted_prices'
import {
  DEFAULT_PARAM,
  type ProductRequiredOptions,
} from '#access/middleware/product_required_middleware'
import Price from '#models/price'

/** A route that requires a product or a price which does not exist, so nobody can open it. */
export interface UnknownGate {
  route: string
  /** Null where the price alone names the product. */
  slug: string | null
  /** Null where the product itself does not exist. */
  price: string | null
}

/** What a route requires, as it was declared. */
interface DeclaredGate {
  route: string
  slug: string | null
  price: string | null
}

/** The name of the middleware in `start/kernel.ts`. */
const GATE = 'productRequired'

/**
 * The routes whose `productRequired` names a slug that no product has or had, or a price that the product
 * does not have. Needs the routes.
 */
export default class FindUnknownGates {
  async handle(): Promise<UnknownGate[]> {
    const unknown: UnknownGate[] = []
    for (const gate of declaredGates()) {
      const productId = gate.slug === null ? null : await findProductId(gate.slug)
      if (gate.slug !== null && productId === null) {
        unknown.push({ ...gate, price: null })
      } else if (gate.price !== null && !(await hasPrice(productId, gate.price))) {
        unknown.push(gate)
      }
    }
    return unknown
  }
}

async function findProductId(slug: string): Promise<number | null> {
  const configuration =
    (await ProductConfiguration.findBy('slug', slug)) ??
    (await ProductConfiguration.query()
      .whereIn('id', ProductSlug.query().select('productConfigurationId').where('slug', slug))
      .first())
  return configuration?.productId ?? null
}

async function hasPrice(productId: number | null, price: string): Promise<boolean> {
  return productId === null
    ? (await Price.findBy('stripeId', price)) !== null
    : (await new ListAcceptedPrices().handle(productId, price)).length > 0
}

function declaredGates(): DeclaredGate[] {
  if (!router.commited) {
    router.commit()
  }
  return Object.values(router.toJSON())
    .flat()
    .flatMap(({ pattern, middleware }) =>
      [...middleware.all()].flatMap((one) =>
        typeof one === 'object' && one.name === GATE
          ? gatesOf(pattern, one.args as ProductRequiredOptions | undefined)
          : []
      )
    )
}

/** A product that the address names is known only when it is asked for. */
function gatesOf(
  route: string,
  { slug, param, anyOf, allOf, price }: ProductRequiredOptions = {}
): DeclaredGate[] {
  const slugs = [slug ?? [], anyOf ?? [], allOf ?? []].flat()
  if (slugs.length > 0) {
    return slugs.map((one) => ({ route, slug: one, price: price ?? null }))
  }
  const isFromAddress = route.split('/').includes(`:${param ?? DEFAULT_PARAM}`)
  return isFromAddress || price === undefined ? [] : [{ route, slug: null, price }]
}
