import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { DateTime } from 'luxon'
import SyncOnSchedule from '#catalogue/sync/sync_on_schedule'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'

test.group('The catalogue by the schedule', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.reset({ catalogue: [{ id: 'prod_icons', name: 'Icons', prices: [] }] })
    await emulator.setDelivery({ mode: 'off' })
  })

  test('is copied once a day, after the owner has begun', async ({ assert }) => {
    const now = DateTime.utc()

    await look(now)
    await look(now.plus({ hours: 23 }))
    assert.notExists((await readProduct('prod_icons')).product)
    await look(now.plus({ hours: 25 }))

    assert.equal((await readProduct('prod_icons')).product.name, 'Icons')
    assert.lengthOf(await listsOfProducts(), 1)
    await look(now.plus({ hours: 26 }))
    assert.lengthOf(await listsOfProducts(), 1)
  })

  test('is copied later where Stripe did not answer', async ({ assert }) => {
    const now = DateTime.utc()
    await look(now)
    await emulator.fault({ path: '/v1/products', kind: 'status', status: 401, times: 1 })

    await assert.rejects(() => look(now.plus({ hours: 25 })))
    await look(now.plus({ hours: 26 }))

    assert.equal((await readProduct('prod_icons')).product.name, 'Icons')
  })
})

async function look(now: DateTime<true>) {
  const sync = await app.container.make(SyncOnSchedule)
  await sync.handle(now)
}

async function listsOfProducts() {
  const calls = await emulator.requests()
  return calls.filter(({ method, path }) => method === 'GET' && path === '/v1/products')
}
