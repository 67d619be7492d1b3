/*
|--------------------------------------------------------------------------
| Fill the store of the benchmark of large records
|--------------------------------------------------------------------------
|
| Gives a customer 10,000 purchases of one product, adds a product with 3,000
| files and one with 500 prices, and writes the pages to measure to a file:
| `fill_large.ts <file> <e-mail>`.
|
*/

import 'reflect-metadata'
import { writeFileSync } from 'node:fs'
import { Ignitor } from '@adonisjs/core'
import { APP_ROOT, importer } from '../bin/application.js'
import type { LargePage } from './large.js'

const [file, email] = process.argv.slice(2)

const ignitor = new Ignitor(APP_ROOT, { importer })
const app = ignitor.createApp('console')
await app.init()
await app.boot()
await app.start(async () => {
  const { createProduct } = await import('#database/factories/product_factory')
  const { PurchaseFactory } = await import('#database/factories/purchase_factory')
  const { default: User } = await import('#models/user')
  const { givenManyFiles } = await import('#tests/helpers/store/many_files')
  const { givenManyPrices } = await import('#tests/helpers/store/many_prices')
  const { givenManyPurchases } = await import('#tests/helpers/store/many_purchases')

  const customer = await User.findByOrFail('email', email)
  const { configuration: sold } = await createProduct()
  await givenManyPurchases(customer.id, sold.id, Array(10_000).fill({}))

  const { configuration: filled } = await createProduct()
  await givenManyFiles(filled.id, 3000)
  const { reference } = await PurchaseFactory.merge({
    userId: customer.id,
    productConfigurationId: filled.id,
  }).create()

  const { configuration: priced, product, price } = await createProduct()
  await givenManyPrices(product.id, 499)

  const buyer = { subject: 'buyer with 10,000 purchases', isPanel: false }
  const files = { subject: 'product with 3,000 files', isPanel: false }
  const prices = { subject: 'product with 500 prices', isPanel: false }
  const panel = { isPanel: true }
  const pages: LargePage[] = [
    { ...buyer, name: 'store home', path: '/' },
    { ...buyer, name: 'product', path: `/products/${sold.slug}` },
    { ...buyer, name: "owners' page", path: `/products/${sold.slug}/access` },
    { ...buyer, name: 'library', path: '/purchases' },
    { ...buyer, name: 'last page of the library', path: '/purchases?page=401' },
    { ...buyer, ...panel, name: 'customer', path: `/admin/customers/${customer.id}` },
    { ...buyer, ...panel, name: 'deleting the product', path: `/admin/products/${sold.id}/delete` },
    { ...files, name: 'product', path: `/products/${filled.slug}` },
    { ...files, name: "owners' page", path: `/products/${filled.slug}/access` },
    { ...files, name: "owners' last page", path: `/products/${filled.slug}/access?page=60` },
    { ...files, name: 'purchase', path: `/purchases/${reference}` },
    { ...files, ...panel, name: 'files', path: `/admin/products/${filled.id}/files` },
    { ...files, ...panel, name: 'last files', path: `/admin/products/${filled.id}/files?page=60` },
    { ...prices, name: 'product', path: `/products/${priced.slug}` },
    { ...prices, name: 'last prices', path: `/products/${priced.slug}?page=10` },
    { ...prices, ...panel, name: 'prices', path: `/admin/products/${priced.id}/prices` },
    { ...prices, ...panel, name: 'form', path: `/admin/products/${priced.id}/edit` },
    { ...prices, ...panel, name: 'a copy', path: `/admin/products/new?from=${priced.id}` },
    {
      ...prices,
      ...panel,
      name: 'replacing a price',
      path: `/admin/products/${priced.id}/prices/${price.id}/replace`,
    },
  ]
  writeFileSync(file, JSON.stringify(pages))
})
await app.terminate()
