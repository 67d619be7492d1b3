import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import RunBulk from '#records/bulk/run_bulk'
import StartBulkRun from '#records/bulk/start_bulk_run'
import ResumeMissedWork from '#operations/resume_missed_work'
import app from '@adonisjs/core/services/app'
import { bulkActionNamed, resourceNamed } from '#records/declarations/resource_registry'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import BulkRun, { type Selection } from '#models/bulk_run'
import ProductConfiguration from '#models/product_configuration'
import type User from '#models/user'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import {
  activeProducts,
  chooseAndConfirm,
  entriesOf,
  givenProducts,
} from '#tests/helpers/store/bulk'

/** A run that a killed process has left unfinished. */
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

test.group('A bulk run in the background', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('starts after the response when there are many records', async ({ assert }) => {
    const [product] = await givenProducts(1)
    await copyProducts(product, 500)
    const visitor = await givenStaff('manager')

    const answer = await chooseAndConfirm(
      visitor,
      'products',
      { action: 'deactivate', all: '1' },
      { typed: '501' }
    )

    const run = await BulkRun.firstOrFail()
    assert.deepInclude(run.serialize(), { status: 'running', done: 0, total: 501 })
    const page = await visitor.get(answer.location ?? '')
    assert.match(page.body, /<progress [^>]*value="0" max="501"/)
    assert.lengthOf(await activeProducts(), 501)

    const sweep = await app.container.make(ResumeMissedWork)
    while ((await run.refresh()).status === 'running') {
      await sweep.handle()
    }

    assert.deepInclude(run.serialize(), { status: 'finished', done: 501 })
    assert.lengthOf(await activeProducts(), 0)
    assert.lengthOf(await entriesOf(run), 501)
  }).timeout(120_000)

  test('resumes where it stopped, without skipping or repeating a record', async ({ assert }) => {
    await givenProducts(5)
    const owner = await UserFactory.apply('admin').create()
    const run = await givenRun(owner)

    const outcome = await new RunBulk().handle(run.id, 0)
    assert.equal(outcome, 'unfinished')
    assert.equal((await run.refresh()).done, 0)

    await killAfter(run, 2)
    assert.equal(await new RunBulk().handle(run.id, 60), 'not_due')
    await expireClaim(run)
    assert.equal(await new RunBulk().handle(run.id, 60), 'over')

    assert.deepInclude((await run.refresh()).serialize(), { status: 'finished', done: 5 })
    const subjects = (await entriesOf(run)).map(({ subjectId }) => subjectId)
    assert.lengthOf(subjects, 5)
    assert.lengthOf(new Set(subjects), 5)
  })

  test('does not repeat a record whose progress was not saved', async ({ assert }) => {
    await givenProducts(3)
    const owner = await UserFactory.apply('admin').create()
    const run = await givenRun(owner)
    await killAfter(run, 2)
    await run.merge({ done: 1, lastId: run.lastId - 1 }).save()
    await ProductConfiguration.query()
      .where('id', run.lastId + 1)
      .update({ isActive: true })

    await expireClaim(run)
    await new RunBulk().handle(run.id, 60)

    assert.deepInclude((await run.refresh()).serialize(), { status: 'finished', done: 3 })
    assert.lengthOf(await entriesOf(run), 3)
  })

  test('is continued by one of several workers', async ({ assert }) => {
    await givenProducts(20)
    const owner = await UserFactory.apply('admin').create()
    const run = await givenRun(owner)

    const outcomes = await Promise.all([1, 2, 3].map(() => new RunBulk().handle(run.id, 60)))

    assert.deepEqual(outcomes.sort(), ['not_due', 'not_due', 'over'])
    assert.equal((await run.refresh()).done, 20)
    assert.lengthOf(await entriesOf(run), 20)
  })

  test('stops when its actor has lost the right')
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
      assert.lengthOf(await activeProducts(), 3)
    })

  test('ignores records created after the confirmation', async ({ assert }) => {
    await givenProducts(2)
    const owner = await UserFactory.apply('admin').create()
    const run = await givenRun(owner)
    await givenProducts(1)

    await new RunBulk().handle(run.id, 60)

    assert.deepInclude((await run.refresh()).serialize(), { status: 'finished', done: 2 })
    assert.lengthOf(await activeProducts(), 1)
  })

  test('can be cancelled by roles that may start it', async ({ assert }) => {
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
    assert.lengthOf(await activeProducts(), 3)
    assert.lengthOf(await AuditEntry.query().where('action', 'bulk_run.cancelled'), 1)
  }).timeout(60_000)

  test('checks the right itself, whoever calls it', async ({ assert }) => {
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

/** Handles some records of a run, then leaves it as a killed process would. */
async function killAfter(run: BulkRun, records: number) {
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

async function expireClaim(run: BulkRun) {
  await run.merge({ claimedUntil: DateTime.utc().minus({ seconds: 1 }) }).save()
}

/** Copies a product directly in the database, which is faster than creating each. */
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
