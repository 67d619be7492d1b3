import { test } from '@japa/runner'
import Product from '#models/product'
import { CATALOGUE } from '#tests/helpers/store/buying'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'

test.group('Syncing from the panel', (group) => {
  group.each.setup(() => cleanStore())

  test('previews what would change, then changes it', async ({ assert }) => {
    await emulator.reset({ catalogue: CATALOGUE })
    const visitor = await givenStaff()

    const preview = await visitor.post('/admin/sync', { intent: 'preview' })
    assert.include(readHtml(preview.body), 'What would change')
    assert.include(readHtml(preview.body), 'prod_book')
    assert.lengthOf(await Product.all(), 0)
    assert.lengthOf(await staffActs(), 0)

    const run = await visitor.post('/admin/sync', { intent: 'run' })
    assert.include(readHtml(run.body), 'What was changed')
    assert.lengthOf(await Product.all(), CATALOGUE.length)
    assert.equal((await staffActs().firstOrFail()).action, 'catalogue.synced')

    const again = await visitor.post('/admin/sync', { intent: 'run' })
    assert.include(readHtml(again.body), 'Everything was up to date.')
  })

  test('explains why nothing was copied', async ({ assert }) => {
    await emulator.fault({
      method: 'GET',
      path: '/v1/products',
      kind: 'status',
      status: 401,
      times: 9,
    })
    const visitor = await givenStaff()

    const answer = await visitor.post('/admin/sync', { intent: 'run' })

    assert.equal(answer.status, 503)
    assert.include(readHtml(answer.body), 'Nothing was copied')
    assert.lengthOf(await staffActs(), 0)
  })
})
