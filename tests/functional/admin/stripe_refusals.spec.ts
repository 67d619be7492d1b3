import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import SaveSetting from '#settings/save_setting'
import { stripeRefusals } from '#stripe/stripe_refusals'
import { LAST_SYNC } from '#catalogue/sync/sync_on_schedule'
import SyncOnSchedule from '#catalogue/sync/sync_on_schedule'
import ReconcileOnSchedule from '#operations/reconcile/reconcile_on_schedule'
import Refund from '#models/refund'
import RefundRequest from '#models/refund_request'
import ResumeMissedWork from '#operations/resume_missed_work'
import { callsToStripe, givenStore } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { keyWithout } from '#tests/helpers/stripe/restricted_key'
import { startWithKey } from '#tests/helpers/stripe/second_account'
import {
  formFields,
  givenStaff,
  hiddenFields,
  readHtml,
  staffActs,
} from '#tests/helpers/store/panel'
import { givenSale } from '#tests/helpers/store/sale'
import type { Answer } from '#tests/helpers/store/visitor'
import { stripe } from '#tests/helpers/stripe/stripe'

const EXPIRED = {
  path: '^/v1/',
  kind: 'status',
  status: 401,
  error: { code: 'api_key_expired', message: 'Expired API Key provided: sk_test_****' },
} as const

test.group('What staff read when Stripe refuses', (group) => {
  group.each.setup(() => givenStore())

  test('a refund names the missing right, and is made once when the right is there', async ({
    assert,
    cleanup,
  }) => {
    const { purchase } = await givenSale()
    const staff = await givenStaff()
    const path = `/admin/purchases/${purchase.id}/refund`
    const question = await staff.post(path, formFields(await staff.get(path)))
    const confirm = (page: Answer) =>
      staff.post(path, {
        ...(hiddenFields(page) as Record<string, string>),
        intent: 'refund',
      })
    const restore = startWithKey(await keyWithout('rak_charge_write'))
    cleanup(restore)

    const refused = await confirm(question)
    restore()
    await confirm(await staff.post(path, formFields(refused)))
    await (await app.container.make(ResumeMissedWork)).handle()

    assert.equal(refused.status, 503)
    const text = readHtml(refused.body)
    assert.include(text, 'Stripe does not let the store do this')
    assert.include(text, 'rak_charge_write')
    assert.include(text, 'Developers, API keys')
    assert.lengthOf(await RefundRequest.all(), 1)
    assert.lengthOf(await Refund.all(), 1)
    assert.lengthOf((await stripe.refunds.list()).data, 1)
  })

  test('a change of a product names the missing right', async ({ assert, cleanup }) => {
    const staff = await givenStaff()
    const { product_configuration_id: id } = await db
      .from('product_slugs')
      .where('slug', 'book')
      .firstOrFail()
    const path = `/admin/products/${id}/prices`
    const page = await staff.get(path)
    cleanup(startWithKey(await keyWithout('rak_plan_write')))

    const answer = await staff.post(path, {
      ...formFields(page),
      amount: '9',
      currency: 'usd',
      interval: '',
      interval_count: '1',
      nickname: '',
    })

    assert.equal(answer.status, 503)
    assert.include(readHtml(answer.body), 'rak_plan_')
    assert.notInclude(readHtml(answer.body), 'Stripe did not answer')
    assert.lengthOf(await callsToStripe('POST', '/v1/webhook_endpoints'), 0)
  })

  test('the sync and the comparison say what to do about the key', async ({ assert, cleanup }) => {
    const staff = await givenStaff()
    await staff.get('/admin/sync')
    cleanup(startWithKey(await keyWithout('rak_product_write', 'rak_checkout_session_write')))

    const sync = await staff.post('/admin/sync', { intent: 'run' })
    const reconcile = await staff.post('/admin/reconcile', { intent: 'run' })

    assert.include(readHtml(sync.body), 'rak_product_read')
    assert.include(readHtml(sync.body), 'Developers, API keys')
    assert.include(readHtml(reconcile.body), 'rak_checkout_session_read')
    assert.include(readHtml(reconcile.body), 'Developers, API keys')
  })

  test('what the schedule may not do needs attention until it may', async ({ assert }) => {
    const staff = await givenStaff()
    const attention = async () => readHtml((await staff.get('/admin/attention')).body)
    const longAgo = DateTime.utc().minus({ hours: 30 }).toISO()!
    await new SaveSetting().handle(LAST_SYNC, longAgo)
    const sync = await app.container.make(SyncOnSchedule)
    const reconcile = await app.container.make(ReconcileOnSchedule)
    await emulator.fault({ ...EXPIRED, times: 99 })

    await assert.rejects(() => sync.handle())
    await assert.rejects(() => reconcile.handle())
    const listed = await attention()
    await emulator.clearFaults()
    await sync.handle()
    await reconcile.handle()

    assert.include(listed, 'Copying the catalogue from Stripe')
    assert.include(listed, 'Comparing purchases with Stripe')
    assert.include(listed, 'Set STRIPE_SECRET_KEY to a key that is valid')
    assert.include(await attention(), 'Nothing needs you')
  })

  test('is removed from the list by staff, once, with an entry in the audit', async ({
    assert,
  }) => {
    const staff = await givenStaff()
    await stripeRefusals.record({ act: 'portal', label: 'The portal' }, 'portal', 'Save it first.')
    const { id } = await db.from('stripe_refusals').select('id').firstOrFail()
    const viewer = await givenStaff('viewer')
    await Promise.all([staff.get('/admin/attention'), viewer.get('/admin/attention')])

    assert.equal((await viewer.post(`/admin/refusals/${id}`)).status, 403)
    const answers = await Promise.all([1, 2].map(() => staff.post(`/admin/refusals/${id}`)))

    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303]
    )
    assert.include(readHtml((await staff.get('/admin/attention')).body), 'Nothing needs you')
    const entries = await staffActs().where('action', 'refusal.dismissed')
    assert.lengthOf(entries, 1)
    assert.deepEqual(entries[0].changes, { message: { before: 'Save it first.', after: null } })
  })
})
