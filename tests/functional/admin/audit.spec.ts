import { Readable } from 'node:stream'
import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import RecordAudit from '#authority/record_audit'
import { RESOURCES } from '#start/resources'
import { createProduct } from '#database/factories/product_factory'
import { UserFactory } from '#database/factories/user_factory'
import type FileRelease from '#models/file_release'
import StripeEvent from '#models/stripe_event'
import { cleanStore, cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { addRelease, givenPurchase } from '#tests/helpers/store/library'
import { editProduct, givenStaff, staffActs } from '#tests/helpers/store/panel'
import type { Answer, Visitor } from '#tests/helpers/store/visitor'

/** A store with one of everything that staff can change. */
interface AuditedStore {
  visitor: Visitor
  product: number
  /** A deleted product that nothing depends on. */
  goneProduct: number
  release: FileRelease
  purchase: number
  event: number
}

/** A request to each route that writes, by its name. A route that is missing here fails the test. */
const WRITES: Record<string, (store: AuditedStore) => Promise<Answer>> = {
  'admin.sync.run': ({ visitor }) => visitor.post('/admin/sync', { intent: 'run' }),
  'admin.products.update': ({ visitor, product }) =>
    editProduct(visitor, product, { position: '77' }),
  'admin.products.destroy': ({ visitor, goneProduct }) =>
    visitor.post(`/admin/products/${goneProduct}/delete`, { reason: 'Made twice' }),
  'admin.products.archive': ({ visitor, product }) =>
    visitor.post(`/admin/products/${product}/archive`),
  'admin.products.unarchive': ({ visitor, goneProduct }) =>
    visitor.post(`/admin/products/${goneProduct}/unarchive`),
  'admin.files.update': ({ visitor, product, release }) =>
    visitor.post(`/admin/products/${product}/files/${release.productFileId}`, {
      intent: 'rename',
      label: 'Another label',
    }),
  'admin.uploads.store': ({ visitor, product }) => {
    const form = new FormData()
    form.set('_csrf', visitor.token)
    form.set('file', new Blob(['bytes']), 'more.txt')
    return visitor.upload(`/admin/products/${product}/uploads`, form)
  },
  'admin.releases.download': ({ visitor, product, release }) =>
    visitor.post(`/admin/products/${product}/releases/${release.id}/download`),
  'admin.purchases.check': ({ visitor, purchase }) =>
    visitor.post(`/admin/purchases/${purchase}/check`),
  'admin.events.replay': ({ visitor, event }) => visitor.post(`/admin/events/${event}/replay`),
}

/** Routes other than GET that need no audit entry, each with the reason. */
const NO_WRITES: Record<string, string> = {
  'admin.previews.create': 'It shows what was typed and stores nothing.',
  'admin.doctor.run': 'It only reads.',
  'admin.shortcuts.update': 'It is a personal preference.',
}

/** Routes whose entries have tests of their own, by the name of their spec. */
const ELSEWHERE: Record<string, string> = {
  'admin.products.toggle': 'toggles',
  'admin.products.store': 'new_products',
  'admin.prices.store': 'prices',
  'admin.prices.update': 'prices',
  'admin.prices.replace': 'prices',
  'admin.archive.update': 'products_at_stripe',
  'admin.drift.update': 'products_at_stripe',
  'admin.stripe_texts.update': 'products_at_stripe',
  'admin.mails.requeue': 'bulk_actions',
  'admin.refusals.destroy': 'stripe_refusals',
  'admin.refunds.store': 'refunds',
  'admin.reconcile.run': 'reconcile',
  'admin.access.update': 'access',
  'admin.subscriptions.update': 'subscriptions',
  'admin.grants.store': 'access',
  'admin.refunds.assign': 'refunds_by_product',
  'admin.further_lines.settle': 'further_lines',
  'admin.unassigned_payments.assign': 'unassigned_payments',
  'admin.unassigned_payments.refund': 'unassigned_payments',
  'admin.bulk-runs.cancel': 'bulk_runs',
  'admin.staff.invitations.store': 'staff',
  'admin.staff.invitations.resend': 'staff',
  'admin.staff.invitations.destroy': 'staff',
  'admin.staff.roles.update': 'staff',
  'admin.staff.roles.destroy': 'staff',
  'admin.staff.second_factors.destroy': 'staff',
  'admin.accounts.disable': 'account_states',
  'admin.accounts.enable': 'account_states',
  'admin.accounts.sign_out': 'account_states',
}

for (const { key, bulk } of RESOURCES) {
  NO_WRITES[`admin.${key}.columns`] = 'It is a personal preference.'
  ELSEWHERE[`admin.${key}.views.store`] = 'list_tools'
  ELSEWHERE[`admin.${key}.views.update`] = 'list_tools'
  if (bulk) {
    NO_WRITES[`admin.${key}.bulk`] = 'It only asks for confirmation.'
    ELSEWHERE[`admin.${key}.bulk.run`] = 'bulk_actions'
  }
}

async function givenAuditedStore(visitor: Visitor): Promise<AuditedStore> {
  const buyer = await UserFactory.create()
  const { configuration } = await createProduct()
  const gone = await createProduct({
    product: { goneAt: DateTime.utc() } as never,
    configuration: { archivedAt: DateTime.utc() } as never,
  })
  const release = await addRelease({
    configurationId: configuration.id,
    filename: 'icons.zip',
    stream: Readable.from([Buffer.from('icons')]),
  })
  const purchase = await givenPurchase(buyer, configuration)
  const event = await StripeEvent.create({
    stripeId: 'evt_1',
    type: 'product.updated',
    livemode: false,
    payload: { id: 'evt_1' },
    receivedAt: DateTime.utc(),
  })
  return {
    visitor,
    product: configuration.id,
    goneProduct: gone.configuration.id,
    release,
    purchase: purchase.id,
    event: event.id,
  }
}

/** Every route of the panel that may write. */
function writingRoutes() {
  return Object.values(router.toJSON())
    .flat()
    .filter(({ pattern }) => /^\/admin(\/|$)/.test(pattern))
    .filter(({ methods }) => !methods.includes('GET'))
    .map(({ name, pattern }) => ({ name: name ?? pattern, pattern }))
}

test.group('The audit', (group) => {
  group.each.setup(() => cleanStore())

  test('lists exactly the routes that write', ({ assert }) => {
    assert.sameMembers(
      [WRITES, NO_WRITES, ELSEWHERE].flatMap((table) => Object.keys(table)),
      writingRoutes().map(({ name }) => name)
    )
  })

  test('has one entry with the values before and after for {$self}')
    .with(Object.keys(WRITES))
    .run(async ({ assert }, name) => {
      const store = await givenAuditedStore(await givenStaff('owner'))

      const answer = await WRITES[name](store)

      assert.isBelow(answer.status, 400)
      const [entry, ...others] = await staffActs().preload('actor')
      assert.lengthOf(others, 0)
      assert.equal(entry.actor.role, 'owner')
      assert.equal(entry.address, '127.0.0.1')
      assert.isNotNull(entry.requestId)
      assert.isNotEmpty(entry.changes)
      for (const change of Object.values(entry.changes)) {
        assert.sameMembers(Object.keys(change), ['before', 'after'])
      }
    })

  test('has no entry for a refused request: no right, no token, no record', async ({ assert }) => {
    const owner = await givenStaff('owner')
    const store = await givenAuditedStore(owner)
    const viewer = await givenStaff('viewer')

    for (const { name, pattern } of writingRoutes().filter((one) => one.name in WRITES)) {
      const nothing = pattern.replace(/:\w+/g, '999999')
      const asViewer = await WRITES[name]({ ...store, visitor: viewer })
      const forged = await owner.post(pattern.replace(/:\w+/g, '1'), { _csrf: 'guessed' })

      assert.equal(asViewer.status, 403, name)
      assert.equal(forged.status, 403, name)
      if (nothing !== pattern) {
        await owner.get('/admin')
        const ofNothing = await owner.post(`${nothing}?_csrf=${owner.token}`, { reason: 'None' })
        assert.isAtLeast(ofNothing.status, 400, name)
      }
      assert.lengthOf(await staffActs(), 0, name)
    }
  })
})

test.group('An entry of the audit', (group) => {
  group.each.setup(() => cleanStoreAlone())

  async function givenEntry(changes = {}) {
    const user = await UserFactory.create()
    await db.transaction((trx) =>
      new RecordAudit().handle(
        {
          actor: {
            id: user.id,
            label: 'Ada <ada@example.com>',
            role: 'owner',
            address: null,
            userAgent: null,
            requestId: null,
          },
          action: 'user.updated',
          subject: { type: 'user', id: user.id, label: 'Ada' },
          changes,
        },
        trx
      )
    )
    return { user, entry: await staffActs().firstOrFail() }
  }

  test('contains no secrets', async ({ assert }) => {
    const { entry } = await givenEntry({
      password: { before: 'old-one', after: 'new-one' },
      webhook_secret: { before: null, after: 'whsec_1' },
      full_name: { before: 'Ada', after: 'Ada L.' },
    })

    assert.notMatch(JSON.stringify(entry.changes), /old-one|new-one|whsec_1/)
    assert.deepEqual(entry.changes.full_name, { before: 'Ada', after: 'Ada L.' })
  })

  test('cannot be changed or deleted in the database', async ({ assert }) => {
    const { entry } = await givenEntry()
    const stored = () => db.from('audit_entries').where('id', entry.id)

    await assert.rejects(() => stored().update({ actor_label: 'Nobody' }), /neither changed/)
    await assert.rejects(() => stored().update({ changes: '{}' }), /neither changed/)
    await assert.rejects(() => stored().update({ actor_id: null }), /neither changed/)
    await assert.rejects(() => stored().delete(), /neither changed/)

    assert.equal((await staffActs().firstOrFail()).actorLabel, 'Ada <ada@example.com>')
  })

  test('is kept when the account of its actor is deleted', async ({ assert }) => {
    const { user, entry } = await givenEntry()

    await user.delete()

    await entry.refresh()
    assert.isNull(entry.actorId)
    assert.equal(entry.actorLabel, 'Ada <ada@example.com>')
  })
})
