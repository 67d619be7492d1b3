import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { readProduct, syncCatalogue } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { stripe } from '#tests/helpers/stripe/stripe'
import { waitUntil } from '#tests/helpers/wait_until'

test.group('Stripe events of the catalogue', (group) => {
  group.each.setup(() => cleanStore())

  test('offer a product that was created in Stripe', async ({ assert }) => {
    const product = await stripe.products.create({
      name: 'Fresh',
      default_price_data: { currency: 'eur', unit_amount: 1200 },
    })
    await untilStored('product.created')

    await runDueWork()

    const { configuration, defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(configuration.slug, 'fresh')
    assert.equal(defaultPriceStripeId, product.default_price as string)
  })

  test('copy the product of a price that arrives first', async ({ assert }) => {
    await emulator.setDelivery({ mode: 'hold' })
    const product = await stripe.products.create({ name: 'Late' })
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 700,
    })
    const [made] = await emulator.events({ type: 'price.created' })
    await emulator.deliver(made.id)
    await untilStored('price.created')

    await runDueWork()

    const { product: copy, defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(copy.name, 'Late')
    assert.equal(defaultPriceStripeId, price.id)
  })

  test('in the wrong order end in the current state of Stripe', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'First' })
    await syncCatalogue()
    await emulator.setDelivery({ mode: 'hold' })
    await stripe.products.update(product.id, { name: 'Second' })
    await stripe.products.update(product.id, { name: 'Third', active: false })
    await emulator.flushHeld({ order: 'lifo' })
    await waitUntil('both events are here', async () => {
      const rows = await db.from('stripe_events').where('type', 'product.updated')
      return rows.length === 2
    })

    await runDueWork()

    const { product: copy } = await readProduct(product.id)
    assert.equal(copy.name, 'Third')
    assert.isFalse(copy.active)
  })

  test('hide and keep a product that was deleted in Stripe', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Short life' })
    await syncCatalogue()
    await stripe.products.del(product.id)
    await untilStored('product.deleted')

    await runDueWork()

    const { product: copy, configuration } = await readProduct(product.id)
    assert.isNotNull(copy.gone_at)
    assert.equal(configuration.slug, 'short-life')
  })

  test('without a change keep cached pages valid', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Known' })
    await untilStored('product.created')
    await runDueWork()
    const version = await catalogueVersion()
    const [made] = await emulator.events({ type: 'product.created' })
    const { eventIds } = await emulator.copyEvent(made.id, { times: 3 })
    await emulator.deliver(eventIds)
    await waitUntil('all are here', async () => {
      const rows = await db.from('stripe_events').where('type', 'product.created')
      return rows.length === 4
    })

    await runDueWork()

    assert.equal(await catalogueVersion(), version)
    const { product: copy } = await readProduct(product.id)
    assert.equal(copy.name, 'Known')
  })
})

async function untilStored(type: string) {
  await waitUntil(`${type} is here`, () => db.from('stripe_events').where('type', type).first())
}

async function catalogueVersion(): Promise<string> {
  const row = await db.from('settings').where('key', 'catalogue_version').firstOrFail()
  return row.value
}
