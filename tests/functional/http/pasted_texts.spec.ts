import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { createProduct } from '#database/factories/product_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { formFields, givenStaff } from '#tests/helpers/store/panel'
import { editAddress, multipart, saveAddress } from '#tests/helpers/store/product_form'
import { Visitor } from '#tests/helpers/store/visitor'

/** A paragraph, two bullets with tabs, and a soft line break, as copied from Word. */
const pasted = () => readFile(app.makePath('tests/fixtures/word-paste.txt'), 'utf8')

test.group('A text pasted from Word', (group) => {
  group.each.setup(() => cleanStore())

  for (const kind of ['url-encoded', 'multipart']) {
    test(`is stored with line breaks and lists, from a ${kind} form`, async ({ assert }) => {
      const { configuration } = await createProduct()
      const visitor = await givenStaff()
      const fields = {
        ...formFields(await visitor.get(editAddress(configuration.id))),
        name_override: 'A licence\vfor one\u0007',
        overview: 'One\u2028two\u0085three\u0001',
        content: await pasted(),
      }

      const answer =
        kind === 'multipart'
          ? await visitor.upload(saveAddress(configuration.id), multipart(fields))
          : await visitor.post(saveAddress(configuration.id), fields)

      assert.equal(answer.status, 303)
      await configuration.refresh()
      assert.equal(configuration.nameOverride, 'A licence for one')
      assert.equal(configuration.overview, 'One\ntwo\nthree')
      assert.equal(
        configuration.content?.trim(),
        'What you get:\n- Twelve templates\n- A licence\nfor one person'
      )
      const page = await new Visitor().get(`/products/${configuration.slug}`)
      assert.include(page.body, '<li>Twelve templates</li>')
      assert.include(page.body, '<li>A licence\nfor one person</li>')
    })
  }

  test('leaves a password as it was typed', async ({ assert }) => {
    const password = 'lively\u0007otter\u2028lantern'
    const visitor = new Visitor()
    const email = 'pasted@example.com'
    await visitor.submit('/signup', { email, password, password_confirmation: password })

    assert.equal((await new Visitor().signIn({ email }, password)).status, 303)
    assert.equal((await new Visitor().signIn({ email }, 'livelyotter\nlantern')).status, 422)
  })
})
