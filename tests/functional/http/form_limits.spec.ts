import { test } from '@japa/runner'
import { sessionCookie } from '#config/session'
import { createProduct } from '#database/factories/product_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { formFields, givenStaff, readHtml } from '#tests/helpers/store/panel'
import { editAddress, multipart, saveAddress } from '#tests/helpers/store/product_form'
import { Visitor } from '#tests/helpers/store/visitor'

/** Fields f0, f1 and so on. */
const fields = (count: number, name = (place: number) => `f${place}`) =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [name(place), 'x']))

test.group('A form of many fields', (group) => {
  group.each.setup(() => cleanStore())

  test('is accepted up to 300, and refused beyond instead of cut off', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.get('/forgot-password')
    const email = 'ada@example.com'

    const most = await visitor.post('/forgot-password', { ...fields(298), email })
    const more = await visitor.post('/forgot-password', { ...fields(299), email })

    assert.equal(most.status, 200)
    assert.equal(more.status, 413)
    assert.include(readHtml(more.body), 'More was sent than this page takes')
  })

  test('is refused where they are nested: {what}')
    .with([
      { what: 'four brackets', name: 'a[b][c][d][e]' },
      { what: 'many brackets', name: `a${'[b]'.repeat(5000)}` },
    ])
    .run(async ({ assert }, { name }) => {
      const visitor = new Visitor()
      await visitor.get('/forgot-password')

      const nested = await visitor.post('/forgot-password', { [name]: 'x' })

      assert.equal(nested.status, 413)
    })

  test('is refused where staff send it in parts', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const sent = formFields(await visitor.get(editAddress(configuration.id)))
    const send = (more: Record<string, string>) =>
      visitor.upload(saveAddress(configuration.id), multipart({ ...sent, ...more }))

    assert.equal((await send(fields(301))).status, 413)
    assert.equal((await send({ [`a${'[b]'.repeat(5000)}`]: 'x' })).status, 413)
    assert.equal((await configuration.refresh()).lockVersion, 1)
    assert.equal((await send(fields(100))).status, 303)
  })

  test('has room for every row of a page', async ({ assert }) => {
    const visitor = await givenStaff()
    const rows: string[] = []
    for (let count = 0; count < 100; count++) {
      rows.push(String((await createProduct()).configuration.id))
    }

    const question = await visitor.post('/admin/products/bulk', {
      action: 'unlist',
      ids: rows,
    })

    assert.equal(question.status, 200)
    assert.include(readHtml(question.body), 'Unlist 100 products?')
  }).timeout(60_000)

  test('is kept for staff whose session is gone', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const sent = formFields(await visitor.get(editAddress(configuration.id)))
    visitor.cookies.delete(sessionCookie)

    const expired = await visitor.upload(
      saveAddress(configuration.id),
      multipart({ ...sent, overview: 'Typed for an hour' })
    )

    assert.equal(expired.status, 403)
    assert.include(expired.body, 'Typed for an hour')
  })
})

test.group('An address of many parameters', () => {
  test('is answered up to 100, and refused beyond instead of cut off', async ({ assert }) => {
    const visitor = new Visitor()
    const query = (count: number) => `/login?${new URLSearchParams(fields(count))}`

    assert.equal((await visitor.get(query(100))).status, 200)
    const more = await visitor.get(query(101))
    assert.equal(more.status, 414)
    assert.include(more.body, 'too many parameters')
  })

  test('may search for words with commas', async ({ assert }) => {
    await createProduct({ product: { name: 'Red, white and blue' } })

    const found = await new Visitor().get(`/?q=${encodeURIComponent('red, white')}`)

    assert.include(found.body, 'Red, white and blue')
  })
})
