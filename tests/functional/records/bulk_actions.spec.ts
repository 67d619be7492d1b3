import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import AuditEntry from '#models/audit_entry'
import BulkRun from '#models/bulk_run'
import Mail from '#models/mail'
import { cleanStore, cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { advanceTime, restoreTime } from '#tests/helpers/store/time'
import { givenStaff, hiddenFields, linkTo, readHtml } from '#tests/helpers/store/panel'
import {
  activeProducts,
  chooseAndConfirm,
  entriesOf,
  givenProducts,
  idsOf,
} from '#tests/helpers/store/bulk'

test.group('A bulk action', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('changes each record as its form would, and reports each that was skipped', async ({
    assert,
  }) => {
    const products = await givenProducts(3)
    const [off] = await givenProducts(1, { isActive: false })
    const visitor = await givenStaff('manager')
    const version = await settings('catalogue_version')

    const answer = await chooseAndConfirm(visitor, 'products', {
      action: 'deactivate',
      ids: idsOf([...products, off]),
    })

    const run = await BulkRun.firstOrFail()
    assert.equal(answer.location, `/admin/bulk-runs/${run.id}`)
    assert.deepInclude(run.serialize(), { status: 'finished', done: 3, skipped: 1, failed: 0 })
    assert.lengthOf(await activeProducts(), 0)
    const entries = await entriesOf(run)
    assert.deepEqual(
      entries.map(({ subjectId, changes }) => [subjectId, changes]),
      products.map(({ id }) => [id, { is_active: { before: true, after: false } }])
    )
    assert.isTrue(entries.every(({ actorLabel }) => actorLabel === run.actorLabel))
    assert.lengthOf(await AuditEntry.query().where('action', 'bulk_run.started'), 1)
    assert.notEqual(await settings('catalogue_version'), version)
    assert.equal((await products[0].refresh()).lockVersion, 2)

    const text = readHtml((await visitor.get(answer.location ?? '')).body)
    assert.include(text, 'Deactivate: Products')
    assert.include(text, 'Done 3 Skipped 1 Failed 0')
    assert.include(text, 'It is so already.')
  })

  test('exists for every action of products', async ({ assert }) => {
    const [product] = await givenProducts(1)
    const visitor = await givenStaff('manager')
    const after = async (action: string) => {
      await chooseAndConfirm(visitor, 'products', { action, ids: idsOf([product]) })
      const { isActive, isListed, archivedAt } = await product.refresh()
      return [isActive, isListed, archivedAt !== null]
    }

    assert.deepEqual(await after('deactivate'), [false, true, false])
    assert.deepEqual(await after('activate'), [true, true, false])
    assert.deepEqual(await after('unlist'), [true, false, false])
    assert.deepEqual(await after('list'), [true, true, false])
    assert.deepEqual(await after('archive'), [true, true, true])
    const since = product.archivedAt
    await after('archive')
    assert.deepEqual(product.archivedAt, since)
    assert.deepEqual(await after('restore'), [true, true, false])
  })

  test('on all matches includes those that match at the confirmation', async ({ assert }) => {
    await givenProducts(2)
    const [addedLater] = await givenProducts(1, { isActive: false })
    const visitor = await givenStaff('manager')
    const question = await visitor.post('/admin/products/bulk', {
      action: 'unlist',
      all: '1',
      ids: ['999'],
      back: 'state=on_sale&sort=-name&size=50',
    })
    assert.include(readHtml(question.body), 'Unlist 2 products?')
    assert.include(readHtml(question.body), 'All products that match: State: On sale')
    assert.notInclude(question.body, 'name="ids"')

    await addedLater.merge({ isActive: true }).save()
    const again = await visitor.post('/admin/products/bulk/run', hiddenFields(question))

    assert.equal(again.status, 409)
    assert.include(readHtml(again.body), 'Nothing was done.')
    assert.include(readHtml(again.body), 'Unlist 3 products?')
    assert.lengthOf(await BulkRun.all(), 0)

    await visitor.post('/admin/products/bulk/run', hiddenFields(again))
    const run = await BulkRun.firstOrFail()
    assert.deepInclude(run.serialize(), { done: 3, total: 3 })
    assert.deepEqual(run.selection, { query: 'state=on_sale' })
  })

  test('on more than fifty records needs a recent sign-in', async ({ assert, cleanup }) => {
    cleanup(() => restoreTime())
    await givenProducts(51)
    const visitor = await givenStaff('manager')
    const choice = { action: 'unlist', all: '1', ids: [], back: '' }
    const question = await visitor.post('/admin/products/bulk', choice)

    advanceTime(11 * 60)
    const asked = await visitor.post('/admin/products/bulk', choice)
    const run = await visitor.post('/admin/products/bulk/run', {
      ...hiddenFields(question),
      typed: '51',
    })

    assert.equal(question.status, 200)
    assert.equal(asked.location, '/account/sign-in-again')
    assert.equal(run.location, '/account/sign-in-again')
    assert.lengthOf(await BulkRun.all(), 0)
  })

  test('runs once, however often it is sent', async ({ assert }) => {
    const products = await givenProducts(3)
    const visitor = await givenStaff('manager')
    const question = await visitor.post('/admin/products/bulk', {
      action: 'deactivate',
      ids: idsOf(products),
    })

    const answers = await Promise.all(
      [1, 2, 3].map(() => visitor.post('/admin/products/bulk/run', hiddenFields(question)))
    )
    const late = await visitor.post('/admin/products/bulk/run', hiddenFields(question))

    const run = await BulkRun.firstOrFail()
    assert.lengthOf(await BulkRun.all(), 1)
    assert.isTrue(
      [...answers, late].every(({ location }) => location === `/admin/bulk-runs/${run.id}`)
    )
    assert.lengthOf(await AuditEntry.query().where('action', 'product.updated'), 3)
    assert.lengthOf(await AuditEntry.query().where('action', 'bulk_run.started'), 1)
  })

  test('on more than fifty records needs their number to be typed', async ({ assert }) => {
    await givenProducts(51)
    const visitor = await givenStaff('manager')
    const choice = { action: 'unlist', all: '1' }

    const without = await chooseAndConfirm(visitor, 'products', choice)
    const wrong = await chooseAndConfirm(visitor, 'products', choice, { typed: '50' })
    assert.deepEqual([without.status, wrong.status], [422, 422])
    assert.include(readHtml(wrong.body), 'This is not the number of records above')
    assert.lengthOf(await BulkRun.all(), 0)

    const right = await chooseAndConfirm(visitor, 'products', choice, { typed: ' 51 ' })
    assert.equal(right.status, 303)
    assert.equal((await BulkRun.firstOrFail()).done, 51)
  }).timeout(60_000)

  test('ignores a changed total in the form', async ({ assert }) => {
    await givenProducts(52)
    const visitor = await givenStaff('manager')

    const answer = await chooseAndConfirm(
      visitor,
      'products',
      { action: 'unlist', all: '1' },
      { total: '1' }
    )

    assert.equal(answer.status, 409)
    assert.lengthOf(await BulkRun.all(), 0)
  }).timeout(60_000)

  test('reports why a record could not be changed', async ({ assert }) => {
    const [good, bad] = await givenProducts(2)
    await bad
      .merge({
        availableFrom: DateTime.utc(2026, 2, 1),
        availableUntil: DateTime.utc(2026, 1, 1),
      })
      .save()
    const visitor = await givenStaff('manager')

    const answer = await chooseAndConfirm(visitor, 'products', {
      action: 'deactivate',
      ids: idsOf([good, bad]),
    })

    const page = await visitor.get(answer.location ?? '')
    assert.include(readHtml(page.body), 'Available until is not after Available from.')
    assert.equal(linkTo(page, 'Product 1'), `/admin/products/${bad.id}/edit`)
    assert.isTrue((await bad.refresh()).isActive)
    assert.isFalse((await good.refresh()).isActive)
  })

  test('queues failed mails again, and no others', async ({ assert }) => {
    const mails = []
    for (const status of ['failed', 'sent'] as const) {
      mails.push(
        await Mail.create({
          dedupeKey: status,
          kind: 'receipt',
          recipient: 'ada@example.com',
          locale: 'en',
          data: {},
          status,
          attempts: 18,
          error: 'No such mailbox',
        })
      )
    }
    const visitor = await givenStaff('support')

    await chooseAndConfirm(visitor, 'mails', { action: 'requeue', ids: idsOf(mails) })

    const [failed, sent] = await Mail.query().orderBy('id')
    assert.deepInclude(failed.serialize(), { status: 'queued', attempts: 0, error: null })
    assert.isNotNull(failed.nextAttemptAt)
    assert.equal(sent.status, 'sent')
    assert.deepInclude((await BulkRun.firstOrFail()).serialize(), { done: 1, skipped: 1 })
    const entry = await AuditEntry.query().where('action', 'mail.requeued').firstOrFail()
    assert.deepEqual(entry.changes.status, { before: 'failed', after: 'queued' })
  })
})

test.group('Checking many purchases with Stripe', (group) => {
  group.each.setup(() => cleanStore())

  test('reports those that Stripe does not know', async ({ assert }) => {
    const { purchase } = await givenOwnedFile()
    const visitor = await givenStaff('support')

    const answer = await chooseAndConfirm(visitor, 'purchases', { action: 'check', all: '1' })

    const page = await visitor.get(answer.location ?? '')
    assert.include(readHtml(page.body), `${purchase.reference} Failed`)
    assert.equal(linkTo(page, purchase.reference), `/admin/purchases/${purchase.id}`)
    assert.equal((await purchase.refresh()).status, 'active')
  })
})

async function settings(key: string): Promise<string | undefined> {
  return (await db.from('settings').where('key', key).first())?.value
}
