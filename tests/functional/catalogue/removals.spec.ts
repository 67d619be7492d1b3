import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { DateTime } from 'luxon'
import SyncOnSchedule, { LAST_SYNC } from '#catalogue/sync/sync_on_schedule'
import db from '@adonisjs/lucid/services/db'
import Price from '#models/price'
import Product from '#models/product'
import SaveSetting from '#settings/save_setting'
import { CATALOGUE, callsToStripe, deliverEvents, givenStore } from '#tests/helpers/store/buying'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'
import { Visitor } from '#tests/helpers/store/visitor'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('What is gone from Stripe', (group) => {
  group.each.setup(() => givenStore())

  test('is not an archived price, where lists of prices have {$self} ones')
    .with(['active', 'all'] as const)
    .run(async ({ assert }, listedPrices) => {
      await emulator.changeSettings({ listedPrices })
      await stripe.prices.update('price_course_team', { active: false })
      await deliverEvents()

      const first = await syncCatalogue()
      const second = await syncCatalogue()

      assert.lengthOf([...first.prices.gone, ...second.prices.gone], 0)
      assert.isTrue(second.isEmpty)
      const price = await Price.findByOrFail('stripeId', 'price_course_team')
      assert.isFalse(Boolean(price.active))
      assert.isNull(price.goneAt)
    })

  test('is not an {$self} inline price, which is neither copied nor sold, nor in any report')
    .with(['archived', 'active'] as const)
    .run(async ({ assert }, state) => {
      const inline = await emulator.createInlinePrice({
        product: 'prod_book',
        currency: 'usd',
        unit_amount: 100,
        active: state === 'active',
      })
      await deliverEvents()

      const report = await syncCatalogue()

      assert.isTrue(report.isEmpty)
      assert.isNull(await Price.findBy('stripeId', inline.id))
      assert.notInclude((await new Visitor().get('/products/book')).body, '$1.00')
    })

  test('is not an inline price that an older version copied', async ({ assert }) => {
    const inline = await emulator.createInlinePrice({
      product: 'prod_book',
      currency: 'usd',
      unit_amount: 100,
    })
    const book = await db.from('prices').where('stripe_id', 'price_book').firstOrFail()
    const { id, ...columns } = book
    assert.isNumber(id)
    await db.table('prices').insert({ ...columns, stripe_id: inline.id })

    const first = await syncCatalogue()
    const second = await syncCatalogue()

    assert.lengthOf(first.prices.gone, 0)
    assert.isTrue(second.isEmpty)
    assert.isNull((await Price.findByOrFail('stripeId', inline.id)).goneAt)
  })

  test('is what Stripe does not have under its id', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Short-lived' })
    await deliverEvents()
    await emulator.setDelivery({ mode: 'off' })
    await stripe.products.del(product.id)

    const report = await syncCatalogue()

    assert.deepEqual(
      report.products.gone.map(({ stripeId }) => stripeId),
      [product.id]
    )
    assert.lengthOf(await callsToStripe('GET', `/v1/products/${product.id}`), 2)
    assert.isNotNull((await Product.findByOrFail('stripeId', product.id)).goneAt)
    await emulator.resetRequests()
    await syncCatalogue()
    assert.lengthOf(await callsToStripe('GET', `/v1/products/${product.id}`), 0)
  })
})

test.group('A catalogue of which most is gone', (group) => {
  group.each.setup(async () => {
    await givenStore()
    await emulator.reset({ catalogue: CATALOGUE.slice(0, 1) })
  })

  test('stays in the store until staff confirm it', async ({ assert }) => {
    const staff = await givenStaff()

    const stopped = await staff.post('/admin/sync', { intent: 'run' })
    const again = await staff.post('/admin/sync', { intent: 'run' })

    assert.deepEqual([stopped.status, again.status], [409, 409])
    assert.include(readHtml(stopped.body), 'Stripe does not list 4 of the 5 products')
    assert.equal(await countPresent(), CATALOGUE.length)
    assert.equal((await new Visitor().get('/products/tea')).status, 200)
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Sync stopped')

    const removed = await staff.post('/admin/sync', { intent: 'remove' })

    assert.equal(removed.status, 200)
    assert.equal(await countPresent(), 1)
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    assert.lengthOf(await staffActs().where('action', 'catalogue.synced'), 1)
  })

  test('is shown in full by a preview, which removes nothing', async ({ assert }) => {
    const staff = await givenStaff()

    const preview = await staff.post('/admin/sync', { intent: 'preview' })

    assert.equal(preview.status, 200)
    assert.include(readHtml(preview.body), 'Products gone from Stripe (4)')
    assert.equal(await countPresent(), CATALOGUE.length)
  })

  test('is not removed by the schedule, which tries again', async ({ assert }) => {
    const now = DateTime.utc()
    await new SaveSetting().handle(LAST_SYNC, now.minus({ hours: 30 }).toISO())
    const sync = await app.container.make(SyncOnSchedule)

    await sync.handle(now)

    assert.equal(await countPresent(), CATALOGUE.length)
    const staff = await givenStaff('viewer')
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Sync stopped')
    await emulator.reset({ catalogue: CATALOGUE })
    await sync.handle(now.plus({ hours: 1 }))
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
  })

  test('may be smaller by three products at any size', async ({ assert }) => {
    await emulator.reset({ catalogue: CATALOGUE.slice(0, 2) })

    const report = await syncCatalogue()

    assert.lengthOf(report.products.gone, 3)
  })
})

async function countPresent(): Promise<number> {
  return (await Product.query().whereNull('goneAt')).length
}
