import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { editProduct, formFields, givenStaff, linkTo, readHtml } from '#tests/helpers/store/panel'
import {
  editAddress,
  LONGEST_CONTENT,
  multipart,
  saveAddress,
} from '#tests/helpers/store/product_form'

test.group('After sending a form', (group) => {
  group.each.setup(() => cleanStore())

  test('the list is shown with its previous search and sorting', async ({ assert }) => {
    const { configuration } = await createProduct({ product: { name: 'Icons' } })
    const visitor = await givenStaff()

    const list = await visitor.get('/admin/products?q=ic&sort=-name')
    const page = await visitor.get(linkTo(list, 'Icons') ?? '')
    const stay = await visitor.post(saveAddress(configuration.id), {
      ...formFields(page),
      position: '3',
      intent: 'stay',
    })
    const again = await visitor.get(stay.location ?? '')
    const returned = await visitor.post(saveAddress(configuration.id), {
      ...formFields(again),
      position: '4',
      intent: 'return',
    })

    assert.equal(returned.location, '/admin/products?q=ic&sort=-name')
    const notice = await visitor.get(returned.location ?? '')
    assert.include(readHtml(notice.body), 'Saved “Icons”.')
    assert.equal(linkTo(notice, 'Edit again'), editAddress(configuration.id))
  })

  test('no other site is reached through the back parameter', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()

    const answer = await editProduct(visitor, configuration.id, {
      position: '8',
      intent: 'return',
      back: 'https://evil.example/?x=1',
    })

    assert.isTrue(answer.location?.startsWith('/admin/products?'))
  })

  test('an expired form keeps what was typed and can be sent again', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const fields = formFields(await visitor.get(editAddress(configuration.id)))
    const typed = { ...fields, overview: 'Typed for an hour', content: LONGEST_CONTENT }

    const stale = multipart({ ...typed, _csrf: 'stale' })
    const expired = await visitor.upload(saveAddress(configuration.id), stale)

    assert.equal(expired.status, 403)
    assert.include(expired.body, 'Typed for an hour')
    assert.equal((await configuration.refresh()).lockVersion, 1)

    assert.match(expired.body, /<form[^>]* enctype="multipart\/form-data"/)
    const kept = formFields(expired)
    const again = await visitor.upload(saveAddress(configuration.id), multipart(kept))
    assert.equal(again.status, 303)
    assert.equal((await configuration.refresh()).overview, 'Typed for an hour')
    assert.equal(configuration.content, LONGEST_CONTENT)
  })
})
