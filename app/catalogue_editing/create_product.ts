import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import stripeConfig from '#config/stripe'
import CopyWholeProduct from '#catalogue/sync/copy_whole_product'
import { withLock } from '#shared/concurrency/with_lock'
import { priceParameters } from '#catalogue_editing/price_parameters'
import { type StripeActFailure, withReasons } from '#catalogue_editing/product_act'
import StripeWrites from '#catalogue_editing/stripe_writes'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { type PriceProblems, type PriceTerms, problemsOf } from '#catalogue/prices/price_terms'
import { newReference } from '#shared/public_reference'
import { NEW_SLUG_MAX_LENGTH, SLUG, slugFrom } from '#shared/slug'
import ProductOpening from '#models/product_opening'
import { Deadline } from '#shared/deadline'

/** The longest name, in characters. */
export const PRODUCT_NAME_LENGTH = 200

/** The most prices of a new product; more can be added afterwards. */
export const MOST_NEW_PRICES = 10

export interface CreateProductInput {
  /** The form's id, so that the same form sent twice makes one product. */
  request: string
  name: string
  /** Stripe's description; shown here where there is no overview. */
  description: string | null
  /** Made from the name where null. */
  slug: string | null
  overview: string | null
  /** Markdown. */
  content: string | null
  /** The first is the default. */
  prices: PriceTerms[]
  /** Whether it is for sale at once; otherwise it is a draft. */
  isActive: boolean
  actor: Actor
}

/** What is wrong with the input, one sentence per field. */
export interface NewProductProblems {
  name?: string
  slug?: string
  /** By index of the price. */
  prices?: Record<number, PriceProblems>
}

/** `created` also where the same form has created the product before. */
export type CreateProductOutcome =
  | { type: 'created'; configurationId: number }
  | { type: 'invalid'; problems: NewProductProblems }
  | StripeActFailure

/**
 * Creates a product with its prices in Stripe, and its configuration here. It stays archived in
 * Stripe until everything is there, so that nobody can buy it half finished. The last call makes it
 * active; the first process that copies it creates the configuration as requested. Sending the same
 * form again completes an interrupted creation.
 */
@inject()
export default class CreateProduct {
  constructor(
    private writes: StripeWrites,
    private copyWholeProduct: CopyWholeProduct
  ) {}

  async handle(input: CreateProductInput): Promise<CreateProductOutcome> {
    if (!roleMay(input.actor.role, 'catalogue.change')) {
      return { type: 'forbidden' }
    }
    const deadline = new Deadline(stripeConfig.interactiveDeadline)
    const outcome = await withLock(`new-product-${input.request}`, deadline, () =>
      withReasons(() => this.#create(input, deadline))
    )
    return outcome ?? { type: 'busy' }
  }

  async #create(input: CreateProductInput, deadline: Deadline): Promise<CreateProductOutcome> {
    const earlier = await ProductOpening.findBy('request', input.request)
    const opened = earlier && (await findConfigurationId(earlier.productStripeId))
    if (opened) {
      return { type: 'created', configurationId: opened }
    }
    const problems = await problemsWith(input)
    if (Object.keys(problems).length > 0) {
      return { type: 'invalid', problems }
    }
    const { productStripeId } = await saveOpening(input, earlier)
    await this.#createAtStripe(input, productStripeId, deadline)
    await this.copyWholeProduct.handle(productStripeId, deadline)
    const configurationId = await findConfigurationId(productStripeId)
    if (configurationId === null) {
      throw new Error(`The product ${productStripeId} was created, but has no configuration.`)
    }
    return { type: 'created', configurationId }
  }

  async #createAtStripe(input: CreateProductInput, productId: string, deadline: Deadline) {
    const { actor, request, name } = input
    const description = input.description ?? undefined
    const context = { actor, request, deadline, audit: null }
    await this.writes.createProduct({ id: productId, name, description, active: false }, context)

    const priceIds: string[] = []
    for (const terms of input.prices) {
      priceIds.push(await this.writes.createPrice(priceParameters(terms, productId), context))
    }
    await this.writes.archiveOthers(productId, priceIds, context)
    await this.writes.updateProduct(
      productId,
      {
        name,
        description: input.description ?? '',
        active: true,
        ...(priceIds.length > 0 ? { default_price: priceIds[0] } : {}),
      },
      context
    )
  }
}

async function problemsWith(input: CreateProductInput): Promise<NewProductProblems> {
  const problems: NewProductProblems = {}
  const length = input.name.trim().length
  if (length === 0 || length > PRODUCT_NAME_LENGTH) {
    problems.name = `A name has 1 to ${PRODUCT_NAME_LENGTH} characters`
  }
  const slugProblem = input.slug === null ? null : await problemWithSlug(input.slug)
  if (slugProblem !== null) {
    problems.slug = slugProblem
  }
  const prices = input.prices.map((terms, index) => ({
    ...problemsOf(terms),
    ...(isRepeated(input.prices, index) ? { amount: 'This price is there already' } : {}),
  }))
  if (prices.some((found) => Object.keys(found).length > 0)) {
    problems.prices = Object.fromEntries(
      [...prices.entries()].filter(([, found]) => Object.keys(found).length > 0)
    )
  }
  return problems
}

async function problemWithSlug(slug: string): Promise<string | null> {
  if (!SLUG.test(slug)) {
    return 'An address has small letters, digits and single hyphens between them'
  }
  if (slug.length > NEW_SLUG_MAX_LENGTH) {
    return `An address has at most ${NEW_SLUG_MAX_LENGTH} characters`
  }
  const taken = await db.from('product_slugs').where('slug', slug).first()
  return taken ? 'Another product has this address, or had it once' : null
}

/** Two equal prices would become one in Stripe. */
function isRepeated(prices: PriceTerms[], index: number): boolean {
  const repeated = JSON.stringify(prices[index])
  return prices.slice(0, index).some((terms) => JSON.stringify(terms) === repeated)
}

/** Saves the current input, also where the form was sent before and was invalid. */
async function saveOpening(
  input: CreateProductInput,
  earlier: ProductOpening | null
): Promise<ProductOpening> {
  const opening = earlier ?? new ProductOpening()
  return opening
    .merge({
      request: input.request,
      productStripeId: earlier?.productStripeId ?? `prod_${newReference()}${newReference()}`,
      slug: input.slug ?? slugFrom(input.name),
      overview: input.overview,
      content: input.content,
      isActive: input.isActive,
      actorId: input.actor.id,
      actorLabel: input.actor.label,
      actorAddress: input.actor.address,
      actorUserAgent: input.actor.userAgent,
      actorRequestId: input.actor.requestId,
    })
    .save()
}

async function findConfigurationId(productStripeId: string): Promise<number | null> {
  const row = await db
    .from('product_configurations')
    .join('products', 'products.id', 'product_configurations.product_id')
    .where('products.stripe_id', productStripeId)
    .select('product_configurations.id')
    .first()
  return row?.id ?? null
}
