import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { address, currency, isWithin, metadata, moment } from '#stripe_emulator/params/common'
import { boolean, emptyable, fields, list, required, text } from '#stripe_emulator/params/rules'
import {
  createPrice,
  customUnitAmountRule,
  recurringRule,
  checkLargest,
  unitAmountRule,
} from '#stripe_emulator/resources/prices'
import { createProduct, updateProduct } from '#stripe_emulator/resources/product_changes'
import type { World } from '#stripe_emulator/world'

const path = '/v1/products'
const noun = 'product'
const collection = (world: World) => world.store.products

const commonFields = {
  active: boolean(),
  description: emptyable(text()),
  images: emptyable(list(address())),
  marketing_features: emptyable(list(fields({ name: required(text()) }))),
  metadata: metadata(),
  shippable: boolean(),
  statement_descriptor: text({ max: 22 }),
  tax_code: emptyable(text()),
  unit_label: emptyable(text({ max: 12 })),
  url: emptyable(address()),
}

/** Products; those with prices cannot be deleted, as in Stripe. */
export const productEndpoints = [
  endpoint({
    method: 'POST',
    path,
    params: {
      ...commonFields,
      id: text(),
      name: required(text()),
      default_price_data: fields({
        currency: required(currency()),
        unit_amount: unitAmountRule,
        custom_unit_amount: customUnitAmountRule,
        recurring: recurringRule,
        metadata: metadata(),
      }),
    },
    handle(world, { id, default_price_data: priceData, ...given }) {
      if (priceData) {
        checkLargest(priceData, 'default_price_data[unit_amount]')
      }
      const product = createProduct(world, { id, ...given })
      if (priceData) {
        const price = createPrice(world, { ...priceData, product: product.id })
        product.default_price = price.id
      }
      return product
    },
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id`,
    params: { ...commonFields, name: text(), default_price: emptyable(text()) },
    handle: (world, given, { id }) => updateProduct(world, id, given),
  }),
  endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    params: {},
    handle(world, _, { id }) {
      const product = findOrFail(collection(world), noun, id)
      if (world.store.prices.find((price) => price.product === id)) {
        throw invalidRequest(
          'This product cannot be deleted because it has one or more user-created prices.'
        )
      }
      collection(world).delete(id)
      world.raise('product.deleted', product)
      return { id, object: 'product', deleted: true }
    },
  }),
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: {
      active: boolean(),
      created: moment(),
      ids: list(text()),
      shippable: boolean(),
      url: text(),
    },
    select: ({ active, created, ids, shippable, url }) =>
      active === undefined && !created && !ids && shippable === undefined && url === undefined
        ? undefined
        : (product) =>
            (active === undefined || product.active === active) &&
            (!created || isWithin(created, product.created)) &&
            (!ids || ids.includes(product.id)) &&
            (shippable === undefined || product.shippable === shippable) &&
            (url === undefined || product.url === url),
  }),
]
