/*
|--------------------------------------------------------------------------
| Sell a file
|--------------------------------------------------------------------------
|
| Attaches a file to the first product and grants that product to a customer:
| `sell_file.ts <path> <e-mail>`.
|
*/

import 'reflect-metadata'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Ignitor } from '@adonisjs/core'
import { APP_ROOT, importer } from '../bin/application.js'

const [path, email] = process.argv.slice(2)

const ignitor = new Ignitor(APP_ROOT, { importer })
const app = ignitor.createApp('console')
await app.init()
await app.boot()
await app.start(async () => {
  const { default: AddRelease } = await import('#catalogue/files/add_release')
  const { default: ProductConfiguration } = await import('#models/product_configuration')
  const { default: User } = await import('#models/user')
  const { PurchaseFactory } = await import('#database/factories/purchase_factory')

  const configuration = await ProductConfiguration.query().orderBy('id').firstOrFail()
  const customer = await User.findByOrFail('email', email)
  await new AddRelease().handle({
    configurationId: configuration.id,
    label: basename(path),
    filename: basename(path),
    stream: createReadStream(path),
  })
  await PurchaseFactory.merge({
    userId: customer.id,
    productConfigurationId: configuration.id,
    source: 'grant',
    checkoutSessionId: null,
  } as never).create()
})
await app.terminate()
