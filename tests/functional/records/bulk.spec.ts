import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import RunBulk from '#records/bulk/run_bulk'
import StartBulkRun from '#records/bulk/start_bulk_run'
import ResumeMissedWork from '#operations/resume_missed_work'
import app from '@adonisjs/core/services/app'
import { bulkActionNamed, resourceNamed } from '#start/resources'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import BulkRun, { type Selection } from '#models/bulk_run'
import Mail from '#models/mail'
import ProductConfiguration from '#models/product_configuration'
import type User from '#models/user'
import { cleanStore, cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { advanceTime, restoreTime } from '#tests/helpers/store/time'
import { givenStaff, hiddenFields, linkTo, readHtml, staffActs } from '#tests/helpers/store/panel'
import type { Answer, Visitor } from '#tests/helpers/store/visitor'

async function givenProducts(count: number, configuration = {}) {
  const products: ProductForSale[] = []
  for (let index = 0; index < count; index++) {
    products.push(
      await createProduct({ product: { name: `Product ${index}` }, configuration } as never)
    )
  }
  return products.map((product) => product.configuration)
}

/** Chooses in the list and says yes to what is asked. */
async function goThrough(
  visitor: Visitor,
  list: string,
  choice: Record<string, string | string[]>,
  yes: Record<string, string> = {}
): Promise<Answer> {
  const question = await visitor.post(`/admin/${list}/bulk`, choice)
  return visitor.post(`/admin/${list}/bulk/run`, { ...hiddenFields(question), ...yes })
}

const idsOf = (rows: { id: number }[]) => rows.map(({ id }) => String(id))

const activeOnes = async () => ProductConfiguration.query().where('isActive', true).orderBy('id')

/** A run as it is left behind by a process that was killed, of more records than are waited for. */
async function givenRun(
  actor: User,
  { selection = { query: '' }, ...values }: Partial<BulkRun> & { selection?: Selection } = {}
): Promise<BulkRun> {
  const last = await ProductConfiguration.query().orderBy('id', 'desc').firstOrFail()
  return BulkRun.create({
    once: crypto.randomUUID(),
    actorId: actor.id,
    actorLabel: actor.label,
    resource: 'products',
    action: 'deactivate',
    selection,
    total: last.id,
    untilId: last.id,
    notes: [],
    status: 'running',
    nextAttemptAt: DateTime.utc(),
    ...values,
  } as never)
}

const entriesOf = (run: BulkRun) =>
  AuditEntry.query().where('requestId', `bulk-run-${run.id}`).orderBy('id')

test.group('Choosing records of a list', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('has boxes only for those who may do something with them', async ({ assert }) => {
    await givenProducts(1)
    const boxes = async (role: 'manager' | 'viewer', list: string) =>
      /name="ids"/.test((await (await givenStaff(role)).get(`/admin/${list}`)).body)

    assert.isTrue(await boxes('manager', 'products'))
    assert.isFalse(await boxes('viewer', 'products'))
    assert.isFalse(await boxes('manager', 'customers'))
  })

  test('asks with what, how many and which before anything is done', async ({ assert }) => {
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
    assert.lengthOf(await activeOnes(), 3)
    assert.lengthOf(await staffActs(), 0)
  })

  test('does nothing where nothing is chosen, and says so', async ({ assert }) => {
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

  test('knows no other actions than those that are declared', async ({ assert }) => {
    const [product] = await givenProducts(1)
    const visitor = await givenStaff('manager')

    const answer = await visitor.post('/admin/products/bulk', {
      action: 'delete',
      ids: idsOf([product]),
    })

    assert.equal(answer.status, 404)
  })

  test('takes a whole page of ids', async ({ assert }) => {
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

test.group('Doing something with many records', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('changes each as if by hand, and tells of each that was not', async ({ assert }) => {
    const products = await givenProducts(3)
    const [off] = await givenProducts(1, { isActive: false })
    const visitor = await givenStaff('manager')
    const version = await settings('catalogue_version')

    const answer = await goThrough(visitor, 'products', {
      action: 'deactivate',
      ids: idsOf([...products, off]),
    })

    const run = await BulkRun.firstOrFail()
    assert.equal(answer.location, `/admin/bulk-runs/${run.id}`)
    assert.deepInclude(run.serialize(), { status: 'finished', done: 3, skipped: 1, failed: 0 })
    assert.lengthOf(await activeOnes(), 0)
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

  test('does every action that products have', async ({ assert }) => {
    const [product] = await givenProducts(1)
    const visitor = await givenStaff('manager')
    const after = async (action: string) => {
      await goThrough(visitor, 'products', { action, ids: idsOf([product]) })
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

  test('of all that match takes those that match when it is done', async ({ assert }) => {
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

  test('of more than fifty asks whoever signed in long ago to prove who they are', async ({
    assert,
    cleanup,
  }) => {
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

  test('is done once however often it is sent', async ({ assert }) => {
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

  test('of more than fifty asks for their number in words of one’s own', async ({ assert }) => {
    await givenProducts(51)
    const visitor = await givenStaff('manager')
    const choice = { action: 'unlist', all: '1' }

    const without = await goThrough(visitor, 'products', choice)
    const wrong = await goThrough(visitor, 'products', choice, { typed: '50' })
    assert.deepEqual([without.status, wrong.status], [422, 422])
    assert.include(readHtml(wrong.body), 'This is not the number of records above')
    assert.lengthOf(await BulkRun.all(), 0)

    const right = await goThrough(visitor, 'products', choice, { typed: ' 51 ' })
    assert.equal(right.status, 303)
    assert.equal((await BulkRun.firstOrFail()).done, 51)
  }).timeout(60_000)

  test('cannot be talked out of the number by the form', async ({ assert }) => {
    await givenProducts(52)
    const visitor = await givenStaff('manager')

    const answer = await goThrough(
      visitor,
      'products',
      { action: 'unlist', all: '1' },
      { total: '1' }
    )

    assert.equal(answer.status, 409)
    assert.lengthOf(await BulkRun.all(), 0)
  }).timeout(60_000)

  test('says of one that cannot be changed why', async ({ assert }) => {
    const [good, bad] = await givenProducts(2)
    await bad
      .merge({
        availableFrom: DateTime.utc(2026, 2, 1),
        availableUntil: DateTime.utc(2026, 1, 1),
      })
      .save()
    const visitor = await givenStaff('manager')

    const answer = await goThrough(visitor, 'products', {
      action: 'deactivate',
      ids: idsOf([good, bad]),
    })

    const page = await visitor.get(answer.location ?? '')
    assert.include(readHtml(page.body), 'Available until is not after Available from.')
    assert.equal(linkTo(page, 'Product 1'), `/admin/products/${bad.id}/edit`)
    assert.isTrue((await bad.refresh()).isActive)
    assert.isFalse((await good.refresh()).isActive)
  })

  test('queues mails again that failed, and no others', async ({ assert }) => {
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

    await goThrough(visitor, 'mails', { action: 'requeue', ids: idsOf(mails) })

    const [failed, sent] = await Mail.query().orderBy('id')
    assert.deepInclude(failed.serialize(), { status: 'queued', attempts: 0, error: null })
    assert.isNotNull(failed.nextAttemptAt)
    assert.equal(sent.status, 'sent')
    assert.deepInclude((await BulkRun.firstOrFail()).serialize(), { done: 1, skipped: 1 })
    const entry = await AuditEntry.query().where('action', 'mail.requeued').firstOrFail()
    assert.deepEqual(entry.changes.status, { before: 'failed', after: 'queued' })
  })
})

test.group('Looking at many purchases at Stripe', (group) => {
  group.each.setup(() => cleanStore())

  test('tells which Stripe does not know', async ({ assert }) => {
    const { purchase } = await givenOwnedFile()
    const visitor = await givenStaff('support')

    const answer = await goThrough(visitor, 'purchases', { action: 'check', all: '1' })

    const page = await visitor.get(answer.location ?? '')
    assert.include(readHtml(page.body), `${purchase.reference} Failed`)
    assert.equal(linkTo(page, purchase.reference), `/admin/purchases/${purchase.id}`)
    assert.equal((await purchase.refresh()).status, 'active')
  })
})

test.group('A bulk run in the background', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('begins only after the answer where there are many', async ({ assert }) => {
    const [product] = await givenProducts(1)
    await copyProducts(product, 500)
    const visitor = await givenStaff('manager')

    const answer = await goThrough(
      visitor,
      'products',
      { action: 'deactivate', all: '1' },
      { typed: '501' }
    )

    const run = await BulkRun.firstOrFail()
    assert.deepInclude(run.serialize(), { status: 'running', done: 0, total: 501 })
    const page = await visitor.get(answer.location ?? '')
    assert.match(page.body, /<progress [^>]*value="0" max="501"/)
    assert.lengthOf(await activeOnes(), 501)

    const sweep = await app.container.make(ResumeMissedWork)
    while ((await run.refresh()).status === 'running') {
      await sweep.handle()
    }

    assert.deepInclude(run.serialize(), { status: 'finished', done: 501 })
    assert.lengthOf(await activeOnes(), 0)
    assert.lengthOf(await entriesOf(run), 501)
  }).timeout(120_000)

  test('goes on where it was, with no record left out or done twice', async ({ assert }) => {
    await givenProducts(5)
    const owner = await UserFactory.apply('admin').create()
    const run = await givenRun(owner)

    const outcome = await new RunBulk().handle(run.id, 0)
    assert.equal(outcome, 'unfinished')
    assert.equal((await run.refresh()).done, 0)

    await dieAfter(run, 2)
    assert.equal(await new RunBulk().handle(run.id, 60), 'not_due')
    await letLeaseEnd(run)
    assert.equal(await new RunBulk().handle(run.id, 60), 'over')

    assert.deepInclude((await run.refresh()).serialize(), { status: 'finished', done: 5 })
    const subjects = (await entriesOf(run)).map(({ subjectId }) => subjectId)
    assert.lengthOf(subjects, 5)
    assert.lengthOf(new Set(subjects), 5)
  })

  test('counts a record once whose note was lost, and does not do it again', async ({ assert }) => {
    await givenProducts(3)
    const owner = await UserFactory.apply('admin').create()
    const run = await givenRun(owner)
    await dieAfter(run, 2)
    await run.merge({ done: 1, lastId: run.lastId - 1 }).save()
    await ProductConfiguration.query()
      .where('id', run.lastId + 1)
      .update({ isActive: true })

    await letLeaseEnd(run)
    await new RunBulk().handle(run.id, 60)

    assert.deepInclude((await run.refresh()).serialize(), { status: 'finished', done: 3 })
    assert.lengthOf(await entriesOf(run), 3)
  })

  test('of two who have it, one goes on', async ({ assert }) => {
    await givenProducts(20)
    const owner = await UserFactory.apply('admin').create()
    const run = await givenRun(owner)

    const outcomes = await Promise.all([1, 2, 3].map(() => new RunBulk().handle(run.id, 60)))

    assert.deepEqual(outcomes.sort(), ['not_due', 'not_due', 'over'])
    assert.equal((await run.refresh()).done, 20)
    assert.lengthOf(await entriesOf(run), 20)
  })

  test('stops where who started it has lost the right')
    .with(['role', 'account'] as const)
    .run(async ({ assert }, lost) => {
      await givenProducts(3)
      const owner = await UserFactory.apply('admin').create()
      const run = await givenRun(owner)
      await owner
        .merge(lost === 'role' ? { role: 'viewer' } : { disabledAt: DateTime.utc() })
        .save()

      await new RunBulk().handle(run.id, 60)

      assert.equal((await run.refresh()).status, 'stopped')
      assert.include(run.error, 'may not do this any more')
      assert.lengthOf(await activeOnes(), 3)
    })

  test('leaves alone what was written after the question', async ({ assert }) => {
    await givenProducts(2)
    const owner = await UserFactory.apply('admin').create()
    const run = await givenRun(owner)
    await givenProducts(1)

    await new RunBulk().handle(run.id, 60)

    assert.deepInclude((await run.refresh()).serialize(), { status: 'finished', done: 2 })
    assert.lengthOf(await activeOnes(), 1)
  })

  test('is cancelled by those who may start it', async ({ assert }) => {
    await givenProducts(3)
    const owner = await UserFactory.apply('admin').create()
    const run = await givenRun(owner)
    const cancel = async (role: 'viewer' | 'manager') => {
      const visitor = await givenStaff(role)
      const answer = await visitor.post(`/admin/bulk-runs/${run.id}/cancel`)
      return readHtml((await visitor.get(answer.location ?? '')).body)
    }

    assert.include(await cancel('viewer'), 'Your role may not cancel this run.')
    assert.equal((await run.refresh()).status, 'running')
    assert.include(await cancel('manager'), 'Cancelled. What was done so far stays done.')
    assert.include(await cancel('manager'), 'It is over already.')

    assert.equal(await new RunBulk().handle(run.id, 60), 'not_due')
    assert.lengthOf(await activeOnes(), 3)
    assert.lengthOf(await AuditEntry.query().where('action', 'bulk_run.cancelled'), 1)
  }).timeout(60_000)

  test('asks for the right itself, whoever starts it', async ({ assert }) => {
    await givenProducts(1)
    const resource = resourceNamed('products')

    const outcome = await new StartBulkRun().handle({
      resource,
      action: bulkActionNamed(resource, 'deactivate'),
      selection: { query: '' },
      total: 1,
      once: crypto.randomUUID(),
      actor: {
        id: null,
        label: 'Nobody',
        role: 'viewer',
        address: null,
        userAgent: null,
        requestId: null,
      },
    })

    assert.equal(outcome.type, 'forbidden')
    assert.lengthOf(await BulkRun.all(), 0)
  })
})

/** Works on some records of a run and is killed then. */
async function dieAfter(run: BulkRun, records: number) {
  const { untilId } = run
  const ids = await ProductConfiguration.query().orderBy('id').limit(records)
  await run.merge({ untilId: ids.at(-1)?.id }).save()
  await new RunBulk().handle(run.id, 60)
  await db
    .from('bulk_runs')
    .where('id', run.id)
    .update({
      status: 'running',
      finished_at: null,
      until_id: untilId,
      next_attempt_at: DateTime.utc().toISO(),
      claimed_until: DateTime.utc().plus({ seconds: 30 }).toISO(),
    })
  await run.refresh()
}

async function letLeaseEnd(run: BulkRun) {
  await run.merge({ claimedUntil: DateTime.utc().minus({ seconds: 1 }) }).save()
}

async function settings(key: string): Promise<string | undefined> {
  return (await db.from('settings').where('key', key).first())?.value
}

/** As many products as it takes, faster than one by one. */
async function copyProducts(original: ProductConfiguration, count: number) {
  const [product, configuration] = await Promise.all([
    db.from('products').where('id', original.productId).firstOrFail(),
    db.from('product_configurations').where('id', original.id).firstOrFail(),
  ])
  for (let index = 0; index < count; index++) {
    const id = 10_000 + index
    await db.table('products').insert({ ...product, id, stripe_id: `prod_copy_${index}` })
    await db.table('product_configurations').insert({
      ...configuration,
      id,
      product_id: id,
      slug: `copy-${index}`,
      default_price_id: null,
    })
  }
}
