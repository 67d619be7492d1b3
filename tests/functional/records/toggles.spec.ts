import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import type ProductConfiguration from '#models/product_configuration'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'
import type { Visitor } from '#tests/helpers/store/visitor'

async function givenProduct() {
  const { configuration } = await createProduct({ product: { name: 'Icons' } })
  return configuration.refresh()
}

function toggle(
  visitor: Visitor,
  { id, lockVersion }: Pick<ProductConfiguration, 'id' | 'lockVersion'>,
  value: '' | '1',
  fields: Record<string, string> = {}
) {
  return visitor.post(`/admin/products/${id}/toggle`, {
    field: 'is_active',
    lock_version: String(lockVersion),
    value,
    back: 'state=on_sale&size=50',
    ...fields,
  })
}

test.group('A switch in a list', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('changes its field and leads back to its row', async ({ assert }) => {
    const configuration = await givenProduct()
    const visitor = await givenStaff('manager')
    const list = await visitor.get('/admin/products')
    assert.match(list.body, /role="switch" aria-checked="true" aria-label="Active: Icons"/)

    const answer = await toggle(visitor, configuration, '')

    assert.equal(answer.status, 303)
    assert.equal(answer.location, `/admin/products?state=on_sale&size=50#row-${configuration.id}`)
    assert.isFalse((await configuration.refresh()).isActive)
    const page = await visitor.get('/admin/products')
    assert.include(readHtml(page.body), 'Active is off now for “Icons”.')
    assert.match(page.body, /role="switch" aria-checked="false"/)
    const entry = await staffActs().firstOrFail()
    assert.deepEqual(entry.changes, { is_active: { before: true, after: false } })
  })

  test('changes nothing after a change by somebody else, and shows the current value', async ({
    assert,
  }) => {
    const configuration = await givenProduct()
    const other = await createProduct()
    const colleague = await givenStaff('owner')
    const visitor = await givenStaff('manager')
    const { id } = configuration
    await toggle(colleague, { id, lockVersion: 1 }, '')
    await toggle(colleague, { id, lockVersion: 2 }, '1')

    const answer = await toggle(visitor, { id, lockVersion: 1 }, '')

    const text = readHtml(answer.body)
    assert.equal(answer.status, 409)
    assert.include(text, '“Icons” was changed meanwhile')
    assert.include(text, 'Active is on now for “Icons”.')
    assert.include(text, 'The last change is by The owner')
    assert.isTrue((await configuration.refresh()).isActive)
    assert.isTrue((await other.configuration.refresh()).isActive)
    assert.lengthOf(await staffActs(), 2)
  })

  test('succeeds when somebody else has made the same change', async ({ assert }) => {
    const configuration = await givenProduct()
    const visitor = await givenStaff('manager')

    const answers = await Promise.all([1, 2].map(() => toggle(visitor, configuration, '')))

    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303]
    )
    assert.isFalse((await configuration.refresh()).isActive)
    assert.lengthOf(await staffActs(), 1)
  })

  test('is plain text for roles that may not use it', async ({ assert }) => {
    const configuration = await givenProduct()
    const visitor = await givenStaff('viewer')

    assert.notInclude((await visitor.get('/admin/products')).body, 'role="switch"')
    assert.equal((await toggle(visitor, configuration, '')).status, 403)
    assert.isTrue((await configuration.refresh()).isActive)
  })

  test('changes only declared fields', async ({ assert }) => {
    const configuration = await givenProduct()
    const visitor = await givenStaff('owner')

    for (const field of ['is_listed', 'slug', 'nonsense', 'constructor']) {
      assert.equal((await toggle(visitor, configuration, '', { field })).status, 404, field)
    }
    assert.lengthOf(await staffActs(), 0)
  })
})
