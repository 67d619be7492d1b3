import { test } from '@japa/runner'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { givenStaff, linkTo, readHtml } from '#tests/helpers/store/panel'

test.group('The page of a customer', (group) => {
  group.each.setup(() => cleanStore())

  test('shows what they bought and links to all of it', async ({ assert }) => {
    const { user, purchase } = await givenOwnedFile()
    const visitor = await givenStaff()

    const list = await visitor.get(`/admin/customers?q=${user.email.slice(0, 5)}`)
    const page = await visitor.get(linkTo(list, user.email) ?? '')

    assert.include(readHtml(page.body), purchase.reference)
    assert.equal(linkTo(page, 'All purchases'), `/admin/purchases?user=${user.id}`)
  })

  test('is found by a part of the name', async ({ assert }) => {
    await UserFactory.merge({ fullName: 'Ada Lovelace', email: 'x1@example.com' }).create()
    const visitor = await givenStaff()

    const page = await visitor.get('/admin/customers?q=LOVE')

    assert.include(page.body, 'x1@example.com')
  })
})
