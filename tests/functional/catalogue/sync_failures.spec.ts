import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import SyncProduct from '#catalogue/sync/sync_product'
import { claimMode } from '#catalogue/sync/claim_mode'
import { ConfigurationError } from '#framework/configuration_error'
import { PaymentGatewayError } from '#stripe/payment_gateway'
import { readProduct, syncCatalogue } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

const PRODUCT_LIST = '^/v1/products$'
const PRICE_LIST = '^/v1/prices$'
const ONE_PRODUCT = '^/v1/products/.+$'

test.group('A failing catalogue sync', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
  })

  test('waits and continues when it is rate-limited', async ({ assert }) => {
    await emulator.seedBulk({ products: 3, pricesEach: 1 })
    await emulator.fault({ path: PRICE_LIST, kind: 'status', status: 429, times: 3 })

    const report = await syncCatalogue()

    assert.equal(report.prices.seen, 3)
  })

  test('is completed by the next run when it breaks off', async ({ assert }) => {
    await emulator.seedBulk({ products: 120, pricesEach: 1 })
    await emulator.fault({ path: PRICE_LIST, kind: 'status', status: 500, times: 50 })
    const error = await syncCatalogue().catch((cause: unknown) => cause)
    assert.instanceOf(error, PaymentGatewayError)
    assert.equal((error as PaymentGatewayError).reason, 'unreachable')
    await emulator.clearFaults()

    const report = await syncCatalogue()

    assert.lengthOf(report.products.new, 0)
    assert.lengthOf(report.prices.new, 120)
    const priceless = await db
      .from('product_configurations')
      .whereNull('default_price_id')
      .select('id')
    assert.lengthOf(priceless, 0)
  })

  test('never takes a truncated answer for the end of the list', async ({ assert }) => {
    await emulator.seedBulk({ products: 120, pricesEach: 0 })
    await syncCatalogue()
    await emulator.fault({ path: PRODUCT_LIST, kind: 'reset_after_headers', times: 50 })

    await assert.rejects(() => syncCatalogue())

    const gone = await db.from('products').whereNotNull('gone_at')
    assert.lengthOf(gone, 0)
  })

  test('does not overwrite a newer read with an older list', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Old name' })
    await syncCatalogue()
    await stripe.products.update(product.id, { name: 'Name in between' })
    const { holdId } = await emulator.hold({ path: PRODUCT_LIST, phase: 'after' })
    const slow = syncCatalogue()
    await emulator.waitHeld(holdId)
    await stripe.products.update(product.id, { name: 'New name' })
    await syncProduct(product.id)

    await emulator.release(holdId)
    await slow

    const { product: copy } = await readProduct(product.id)
    assert.equal(copy.name, 'New name')
  })

  test('discards a slow read even when the faster one found nothing to write', async ({
    assert,
  }) => {
    const product = await stripe.products.create({ name: 'Steady' })
    await syncCatalogue()
    await stripe.products.update(product.id, { name: 'Slip of the pen' })
    const { holdId } = await emulator.hold({ path: ONE_PRODUCT, method: 'GET', phase: 'after' })
    const slow = syncProduct(product.id)
    await emulator.waitHeld(holdId)
    await stripe.products.update(product.id, { name: 'Steady' })
    await syncProduct(product.id)

    await emulator.release(holdId)
    await slow

    const { product: copy } = await readProduct(product.id)
    assert.equal(copy.name, 'Steady')
  })

  test('ends in the same state for two simultaneous runs', async ({ assert }) => {
    await emulator.seedBulk({ products: 150, pricesEach: 2 })

    await Promise.all([syncCatalogue(), syncCatalogue()])

    const configurations = await db.from('product_configurations').select('product_id', 'slug')
    assert.lengthOf(configurations, 150)
    const slugs = await db.from('product_slugs').select('slug')
    assert.lengthOf(slugs, 150)
    const prices = await db.from('prices').select('id')
    assert.lengthOf(prices, 300)
  })

  test('refuses a test key for a live database before anything is written', async ({ assert }) => {
    await emulator.seedBulk({ products: 2, pricesEach: 1 })
    await claimMode(true)

    const error = await syncCatalogue().catch((cause: unknown) => cause)

    assert.instanceOf(error, ConfigurationError)
    assert.match((error as Error).message, /test key.*live mode/)
    assert.lengthOf(await db.from('products'), 0)
  })

  test('does not claim a mode when Stripe refuses the key', async ({ assert }) => {
    await emulator.fault({ path: PRODUCT_LIST, kind: 'status', status: 401 })

    const error = await syncCatalogue().catch((cause: unknown) => cause)

    assert.equal((error as PaymentGatewayError).reason, 'refused_key')
    assert.lengthOf(await db.from('settings'), 0)
  })
})

async function syncProduct(stripeId: string) {
  const sync = await app.container.make(SyncProduct)
  return sync.handle(stripeId)
}
