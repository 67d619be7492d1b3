import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { DateTime } from 'luxon'
import SyncOnSchedule from '#catalogue/sync/sync_on_schedule'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'

test.group('The scheduled catalogue sync', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.reset({ catalogue: [{ id: 'prod_icons', name: 'Icons', prices: [] }] })
    await emulator.setDelivery({ mode: 'off' })
  })

  test('runs once a day, first a day after the store has started', async ({ assert }) => {
    const now = DateTime.utc()

    await runSchedule(now)
    await runSchedule(now.plus({ hours: 23 }))
    assert.notExists((await readProduct('prod_icons')).product)
    await runSchedule(now.plus({ hours: 25 }))

    assert.equal((await readProduct('prod_icons')).product.name, 'Icons')
    assert.lengthOf(await listsOfProducts(), 2, 'active and archived ones')
    await runSchedule(now.plus({ hours: 26 }))
    assert.lengthOf(await listsOfProducts(), 2)
  })

  test('runs again later when Stripe refused', async ({ assert }) => {
    const now = DateTime.utc()
    await runSchedule(now)
    await emulator.fault({ path: '/v1/products', kind: 'status', status: 401, times: 1 })

    await assert.rejects(() => runSchedule(now.plus({ hours: 25 })))
    await runSchedule(now.plus({ hours: 26 }))

    assert.equal((await readProduct('prod_icons')).product.name, 'Icons')
  })
})

async function runSchedule(now: DateTime<true>) {
  const sync = await app.container.make(SyncOnSchedule)
  await sync.handle(now)
}

async function listsOfProducts() {
  const calls = await emulator.requests()
  return calls.filter(({ method, path }) => method === 'GET' && path === '/v1/products')
}
