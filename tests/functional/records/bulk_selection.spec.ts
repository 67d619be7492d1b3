import { test } from '@japa/runner'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenStaff, linkTo, readHtml, staffActs } from '#tests/helpers/store/panel'
import { activeProducts, givenProducts, idsOf } from '#tests/helpers/store/bulk'

test.group('Selecting records of a list', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('shows checkboxes only to roles with bulk actions', async ({ assert }) => {
    await givenProducts(1)
    const boxes = async (role: 'manager' | 'viewer', list: string) =>
      /name="ids"/.test((await (await givenStaff(role)).get(`/admin/${list}`)).body)

    assert.isTrue(await boxes('manager', 'products'))
    assert.isFalse(await boxes('viewer', 'products'))
    assert.isFalse(await boxes('manager', 'customers'))
  })

  test('asks for confirmation with the action, the number and the names', async ({ assert }) => {
    const products = await givenProducts(3)
    const visitor = await givenStaff('manager')

    const question = await visitor.post('/admin/products/bulk', {
      action: 'deactivate',
      ids: idsOf(products.slice(0, 2)),
      back: 'state=on_sale',
    })

    const text = readHtml(question.body)
    assert.equal(question.status, 200)
    assert.include(text, 'Deactivate 2 products?')
    assert.include(text, 'Buyers keep what they bought.')
    assert.include(text, 'Product 0 Product 1')
    assert.notInclude(text, 'Product 2')
    assert.equal(linkTo(question, 'Cancel'), '/admin/products?state=on_sale')
    assert.lengthOf(await activeProducts(), 3)
    assert.lengthOf(await staffActs(), 0)
  })

  test('does nothing when nothing is selected, and says so', async ({ assert }) => {
    await givenProducts(1)
    const visitor = await givenStaff('manager')

    const answer = await visitor.post('/admin/products/bulk', {
      action: 'deactivate',
      back: 'state=on_sale',
    })

    assert.equal(answer.location, '/admin/products?state=on_sale')
    const page = await visitor.get(answer.location ?? '')
    assert.include(readHtml(page.body), 'choose at least one product first')
  })

  test('accepts only declared actions', async ({ assert }) => {
    const [product] = await givenProducts(1)
    const visitor = await givenStaff('manager')

    const answer = await visitor.post('/admin/products/bulk', {
      action: 'delete',
      ids: idsOf([product]),
    })

    assert.equal(answer.status, 404)
  })

  test('accepts a full page of ids', async ({ assert }) => {
    const products = idsOf(await givenProducts(30))
    const nothing = Array.from({ length: 70 }, (_, index) => String(900_000 + index))
    const visitor = await givenStaff('manager')

    const question = await visitor.post('/admin/products/bulk', {
      action: 'unlist',
      ids: [...products, ...nothing],
    })

    assert.include(readHtml(question.body), 'Unlist 30 products?')
  })
})
