import { test } from '@japa/runner'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { Visitor } from '#tests/helpers/store/visitor'

test.group('Mails that are not sent', (group) => {
  group.each.setup(() => cleanStore())

  test('can be read in the browser, without a cookie', async ({ assert }) => {
    const visitor = new Visitor()
    assert.include((await visitor.get('/mails')).body, 'No mails yet')
    await new Visitor().submit('/signup', {
      email: 'ada@example.com',
      password: 'three grey geese, grazing',
      password_confirmation: 'three grey geese, grazing',
    })
    const [mail] = await mailsTo('ada@example.com')

    const list = await visitor.get('/mails')
    const page = await visitor.get(`/mails/${mail.id}`)
    const html = await visitor.get(`/mails/${mail.id}/html`)

    assert.include(list.body, 'Confirm your address for Kiosk')
    assert.match(page.body, /<a href="[^"]*\/confirm-email\/[\w-]{43}">/)
    assert.include(html.body, 'Confirm your address')
    assert.match(html.headers.get('content-security-policy')!, /^sandbox .*default-src 'none'/)
    assert.isNull(list.headers.get('set-cookie'))
  })

  test('are found by their exact ids only', async ({ assert }) => {
    for (const id of ['x', '..%2F..%2Fkiosk', `1795431927685-${'a'.repeat(36)}`]) {
      assert.equal((await new Visitor().get(`/mails/${id}`)).status, 404, id)
    }
  })
})
