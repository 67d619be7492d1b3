import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import SaveSetting from '#settings/save_setting'
import { LAST_SYNC } from '#catalogue/sync/sync_on_schedule'
import WatchStore from '#operations/watch_store'
import { UserFactory } from '#database/factories/user_factory'
import { databaseTime } from '#database/columns'
import { diskNamed } from '#storage/disks'
import Mail from '#models/mail'
import StripeEvent from '#models/stripe_event'
import { givenStore, deliverEvents } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { givenSale } from '#tests/helpers/store/sale'

const LONG_AGO = databaseTime(DateTime.utc().minus({ hours: 3 }))

test.group('What needs attention', (group) => {
  group.each.setup(() => givenStore())

  test('is nothing in a healthy store', async ({ assert }) => {
    await givenSale()
    const staff = await givenStaff('viewer')

    const page = await staff.get('/admin/attention')

    assert.include(readHtml(page.body), 'Nothing needs you')
    assert.notInclude(page.body, 'desk-attention')
  })

  test('is in one list, counted on every page, and fixed by its button', async ({ assert }) => {
    const { purchase } = await givenSale()
    await db
      .from('purchases')
      .where('id', purchase.id)
      .update({ status: 'mismatch', status_detail: 'amount: asked for 1200, got 100' })
    await db
      .from('mails')
      .update({ status: 'failed', next_attempt_at: null, error: 'The server said no' })
    const event = await StripeEvent.firstOrFail()
    await event
      .merge({
        handledAt: null,
        error: 'It broke',
        nextAttemptAt: DateTime.utc().plus({ hours: 1 }),
      })
      .save()
    const staff = await givenStaff('support')

    const page = await staff.get('/admin/attention')
    const text = readHtml(page.body)
    assert.include(text, 'amount: asked for 1200, got 100')
    assert.include(text, 'The server said no')
    assert.include(text, 'It broke')
    assert.match((await staff.get('/admin')).body, /desk-attention[^>]*>3</)

    for (const [, address] of page.body.matchAll(/action="(\/admin\/\w+\/\d+\/\w+)"/g)) {
      assert.equal((await staff.post(address)).status, 303)
    }
    await deliverEvents()

    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
  })

  test('includes a dispute whose deadline is near', async ({ assert }) => {
    const { purchase } = await givenSale()
    await emulator.dispute(purchase.paymentIntentId!)
    await deliverEvents()
    await db
      .from('disputes')
      .update({ evidence_due_at: databaseTime(DateTime.utc().plus({ days: 2 })) })

    const page = await (await givenStaff()).get('/admin/attention')

    assert.match(readHtml(page.body), /The bank wants evidence until \d{1,2} [A-Z][a-z]{2} \d{4}/)
    assert.include(page.body, `href="/admin/purchases/${purchase.id}"`)
  })

  test('includes a catalogue not synced for two days, until it is', async ({ assert }) => {
    await new SaveSetting().handle(LAST_SYNC, DateTime.utc().minus({ hours: 49 }).toISO())
    const staff = await givenStaff()

    const page = await staff.get('/admin/attention')
    assert.include(readHtml(page.body), 'Catalogue is old')
    assert.match(page.body, /desk-attention[^>]*>1</)
    await staff.post('/admin/sync', { intent: 'run' })

    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
  })

  test('includes a missing file before anybody requests it', async ({ assert }) => {
    const { configuration, release } = await givenOwnedFile({ filename: 'book.pdf' })
    const staff = await givenStaff()
    await new WatchStore().handle()
    assert.notInclude((await staff.get('/admin/attention')).body, 'File is missing')
    await diskNamed(release.disk).remove(release.storageKey)

    await new WatchStore().handle()

    const answer = await staff.get('/admin/attention')
    const page = readHtml(answer.body)
    assert.include(page, 'File is missing')
    assert.include(page, 'book.pdf')
    assert.notInclude(page, '(I8)')
    assert.include(answer.body, `href="/admin/products/${configuration.id}/files"`)
  })

  test('shows only the buttons that the role may use', async ({ assert }) => {
    await givenSale()
    await db.from('mails').update({ status: 'failed', next_attempt_at: null })

    const page = await (await givenStaff('viewer')).get('/admin/attention')

    assert.include(readHtml(page.body), 'Mail failed')
    assert.notInclude(page.body, '/requeue')
  })

  test('is mailed to the owners once, after an hour', async ({ assert }) => {
    await givenSale()
    const owner = await UserFactory.apply('admin').create()
    await UserFactory.apply('manager').create()
    await db.from('mails').update({ status: 'failed', next_attempt_at: null })

    await new WatchStore().handle()
    assert.lengthOf(await Mail.query().where('kind', 'needs_attention'), 0)
    await db.from('mails').update({ created_at: LONG_AGO })
    await new WatchStore().handle()
    await new WatchStore().handle()

    const [mail, ...others] = await Mail.query().where('kind', 'needs_attention')
    assert.lengthOf(others, 0)
    assert.equal(mail.recipient, owner.email)
    assert.equal(mail.data.count, 1)
  })
})
