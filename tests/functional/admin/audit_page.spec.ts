import { test } from '@japa/runner'
import RecordAudit from '#authority/record_audit'
import db from '@adonisjs/lucid/services/db'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenStaff, readHtml, staffActs } from '#tests/helpers/store/panel'

test.group('The page of an audit entry', (group) => {
  group.each.setup(() => cleanStore())

  test('shows the values before and after each change, and no secrets', async ({ assert }) => {
    await db.transaction((trx) =>
      new RecordAudit().handle(
        {
          actor: {
            id: null,
            label: 'Command line',
            role: null,
            address: null,
            userAgent: null,
            requestId: null,
          },
          action: 'user.updated',
          subject: { type: 'user', id: 1, label: 'ada@example.com' },
          changes: {
            password: { before: 'old secret', after: 'new secret' },
            name: { before: 'A<b>', after: 'B' },
          },
        },
        trx
      )
    )
    const entry = await staffActs().firstOrFail()
    const visitor = await givenStaff()

    const page = await visitor.get(`/admin/audit/${entry.id}`)

    assert.include(readHtml(page.body), 'name A<b> B')
    assert.notInclude(page.body, 'old secret')
    assert.notInclude(JSON.stringify(await staffActs()), 'secret"')
  })
})
