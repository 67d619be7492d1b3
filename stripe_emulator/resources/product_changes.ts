import { findOrFail } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId } from '#stripe_emulator/ids'
import type { Product } from '#stripe_emulator/objects'
import { changedMetadata } from '#stripe_emulator/params/common'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

export interface ProductInput {
  id?: string
  name: string
  active?: boolean
  description?: string | null
  images?: string[] | null
  marketing_features?: { name: string }[] | null
  metadata?: Record<string, string | null> | null
  shippable?: boolean
  statement_descriptor?: string
  tax_code?: string | null
  unit_label?: string | null
  url?: string | null
}

/**
 * Adds a product and raises `product.created`.
 * @throws StripeError if the id is taken
 */
export function createProduct(world: World, input: ProductInput): Product {
  if (input.id !== undefined && world.store.products.get(input.id)) {
    throw invalidRequest('Product already exists.', {
      code: 'resource_already_exists',
      param: 'id',
    })
  }
  const product = world.store.products.add(buildProduct(world.now(), input))
  world.raise('product.created', product)
  return product
}

/** A product as Stripe shows it. */
export function buildProduct(now: number, input: ProductInput): Product {
  return {
    id: input.id ?? newId('prod'),
    object: 'product',
    active: input.active ?? true,
    created: now,
    default_price: null,
    description: input.description ?? null,
    images: input.images ?? [],
    livemode: false,
    marketing_features: input.marketing_features ?? [],
    metadata: changedMetadata({}, input.metadata),
    name: input.name,
    package_dimensions: null,
    shippable: input.shippable ?? null,
    statement_descriptor: input.statement_descriptor ?? null,
    tax_code: input.tax_code ?? null,
    tax_details: null,
    type: 'service',
    unit_label: input.unit_label ?? null,
    updated: now,
    url: input.url ?? null,
  }
}

export type ProductChanges = Partial<Omit<ProductInput, 'id'>> & { default_price?: string | null }

/**
 * Changes a product.
 * @throws StripeError for a default price that is inactive or of another product
 */
export function updateProduct(world: World, id: string, changes: ProductChanges): Product {
  const product = findOrFail(world.store.products, 'product', id)
  const { metadata: metadataChange, ...plain } = changes
  if (plain.default_price) {
    const price = findOrFail(world.store.prices, 'price', plain.default_price, 'default_price')
    if (price.product !== id || !price.active) {
      throw invalidRequest(
        `The price \`${price.id}\` cannot be set as default price because it does not belong to ` +
          `the product \`${id}\` or is not active.`,
        { param: 'default_price' }
      )
    }
  }
  const previous = applyChanges(product, {
    ...plain,
    images: plain.images === null ? [] : plain.images,
    marketing_features: plain.marketing_features === null ? [] : plain.marketing_features,
    metadata: changedMetadata(product.metadata, metadataChange),
  })
  if (previous) {
    previous.updated = product.updated
    product.updated = world.now()
    world.raise('product.updated', product, previous)
  }
  return product
}
