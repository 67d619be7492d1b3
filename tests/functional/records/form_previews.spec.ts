import { test } from '@japa/runner'
import { addToCount } from '#http/rate_limit'
import { previewTimeByAccount } from '#http/rate_limits'
import User from '#models/user'
import { renderedTexts } from '#shared/markdown'
import { createProduct } from '#database/factories/product_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { formFields, givenStaff } from '#tests/helpers/store/panel'
import { editAddress, LONGEST_CONTENT, multipart } from '#tests/helpers/store/product_form'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'
import { Visitor } from '#tests/helpers/store/visitor'

test.group('Previewing a field of a form', (group) => {
  group.each.setup(() => cleanStore())

  test('renders content as visitors will read it, and saves nothing', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const page = await visitor.get(editAddress(configuration.id))

    const preview = await visitor.upload(
      '/admin/preview',
      multipart({
        ...formFields(page),
        preview: 'content',
        content: '## Inside\n\n<script>alert(1)</script>\n\n[bad](javascript:alert(1))',
      })
    )

    assert.equal(preview.status, 200)
    assert.match(preview.body, /<h2>Inside<\/h2>/)
    assert.notInclude(preview.body, '<script>alert')
    assert.notInclude(preview.body, 'href="javascript:')
    assert.isNull((await configuration.refresh()).content)
  })

  test('is not remembered: each text is previewed once', async ({ assert }) => {
    const visitor = await givenStaff('viewer')
    const content = `A text of ${Date.now()}`

    const preview = await visitor.upload(
      '/admin/preview',
      multipart({ preview: 'content', content })
    )

    assert.include(preview.body, `<p>${content}</p>`)
    assert.isFalse(renderedTexts.has(content))
  })

  test('takes ten seconds of computing in ten minutes', async ({ assert }) => {
    const visitor = await givenStaff('viewer')
    const { id } = await User.findByOrFail('role', 'viewer')
    const preview = (content: string) =>
      visitor.upload('/admin/preview', multipart({ preview: 'content', content }))

    await addToCount(previewTimeByAccount, 9800, id)
    for (let count = 0; count < 10; count++) {
      assert.equal((await preview('A **quick** text')).status, 200)
    }
    assert.equal((await preview('![a'.repeat(25_000))).status, 200)
    const refused = await preview('A **quick** text')

    assert.equal(refused.status, 429)
    assert.include(refused.body, 'Please wait 10 minutes')
  })

  test('renders no more than a field may have', async ({ assert }) => {
    const visitor = await givenStaff('viewer')
    const content = `${LONGEST_CONTENT}end`

    const preview = await visitor.upload(
      '/admin/preview',
      multipart({ preview: 'content', content })
    )

    assert.equal(preview.status, 200)
    assert.include(preview.body, LONGEST_CONTENT)
    assert.notInclude(preview.body, 'жend')
  })

  test('accepts content of the greatest length, in any script', async ({ assert }) => {
    const { configuration } = await createProduct()
    const visitor = await givenStaff()
    const fields = formFields(await visitor.get(editAddress(configuration.id)))

    const preview = await visitor.upload(
      '/admin/preview',
      multipart({ ...fields, preview: 'content', content: LONGEST_CONTENT })
    )

    assert.equal(preview.status, 200)
    assert.include(preview.body, LONGEST_CONTENT)
  })

  test('reads multipart forms of staff alone', async ({ assert }) => {
    const { visitor: staff } = await givenSignedInUser('viewer')
    const { visitor: customer } = await givenSignedInUser()
    const stranger = new Visitor()
    await Promise.all([staff.get('/account'), customer.get('/account'), stranger.get('/login')])
    const send = (visitor: Visitor, letters: number) =>
      visitor.upload(
        '/admin/preview',
        multipart({ _csrf: visitor.token, preview: 'content', content: 'x'.repeat(letters) })
      )

    assert.equal((await send(staff, 300_000)).status, 200)
    for (const letters of [200_000, 300_000]) {
      assert.equal((await send(customer, letters)).status, 403)
      assert.equal((await send(stranger, letters)).status, 403)
    }
    const fields = { preview: 'content', content: 'x' }
    assert.equal((await customer.post('/admin/preview', fields)).status, 404)
    assert.equal((await stranger.post('/admin/preview', fields)).location, '/login')
  })
})
