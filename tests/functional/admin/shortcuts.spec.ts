import { test } from '@japa/runner'
import User from '#models/user'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'

test.group('Keyboard shortcuts of the panel', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('can be turned off and on by each user', async ({ assert }) => {
    const visitor = await givenStaff('owner')
    const other = await givenStaff('viewer')
    await User.query().where('role', 'owner').update({ preferences: '{"columns":["a"]}' })

    const answer = await visitor.post('/admin/shortcuts', { single_keys: 'off' })

    assert.equal(answer.location, '/admin/shortcuts')
    const page = await visitor.get('/admin/shortcuts')
    assert.include(readHtml(page.body), 'Single keys are off.')
    assert.notInclude(page.body, 'data-single-keys')
    assert.include((await other.get('/admin')).body, 'data-single-keys')
    const owner = await User.findByOrFail('role', 'owner')
    assert.deepEqual(owner.preferences, { columns: ['a'], shortcuts: false })

    await visitor.post('/admin/shortcuts', { single_keys: 'on' })
    assert.include((await visitor.get('/admin')).body, 'data-single-keys')
  })
})
