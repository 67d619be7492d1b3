import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import stripeConfig from '#config/stripe'
import ResumeMissedWork from '#operations/resume_missed_work'
import CheckoutAttempt from '#models/checkout_attempt'
import RefundRequest from '#models/refund_request'
import User from '#models/user'
import { CATALOGUE, givenStore, pressBuy } from '#tests/helpers/store/buying'
import { readCatalogue } from '#tests/helpers/store/catalogue'
import { formFields, givenStaff, hiddenFields, readHtml } from '#tests/helpers/store/panel'
import { givenSale, hasAccess } from '#tests/helpers/store/sale'
import { keyWithout, secondKeyWithout } from '#tests/helpers/stripe/restricted_key'
import { secondAccount, startWithKey } from '#tests/helpers/stripe/second_account'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('A key of another Stripe account', (group) => {
  group.each.setup(async () => {
    await givenStore()
    await emulator.fillSecondAccount({
      catalogue: CATALOGUE.map((product) => ({ ...product, name: `Other ${product.name}` })),
    })
  })

  test('changes nothing here and nothing there, and the panel says what to do', async ({
    assert,
    cleanup,
  }) => {
    const sale = await givenSale()
    const staff = await givenStaff()
    const path = `/admin/purchases/${sale.purchase.id}/refund`
    const question = await staff.post(path, formFields(await staff.get(path)))
    const before = await readCatalogue()
    cleanup(startWithKey())

    const bought = await pressBuy(sale.buyer, 'tea')
    const synced = await staff.post('/admin/sync', { intent: 'run' })
    const reconciled = await staff.post('/admin/reconcile', { intent: 'run' })
    const refunded = await staff.post(path, {
      ...(hiddenFields(question) as Record<string, string>),
      intent: 'refund',
    })

    assert.equal(bought.status, 503)
    assert.lengthOf(await CheckoutAttempt.query().where('status', 'failed'), 0)
    for (const { body } of [synced, reconciled, refunded]) {
      assert.include(
        readHtml(body),
        'is a key of the Stripe account acct_1LocalStripe0002, but this database belongs to acct_1LocalStripe0000; set the key of that account, or use another database.'
      )
    }
    assert.lengthOf(await RefundRequest.all(), 0)
    const after = await readCatalogue()
    assert.deepEqual(after, { ...before, settings: after.settings })
    assert.isTrue(await hasAccess(sale))
    assert.lengthOf((await secondAccount.checkout.sessions.list()).data, 0)
    assert.lengthOf((await secondAccount.customers.list()).data, 0)
    assert.lengthOf((await secondAccount.refunds.list()).data, 0)
  })

  test('is under "needs attention" until the right one is set again', async ({
    assert,
    cleanup,
  }) => {
    const { buyer } = await givenSale()
    const staff = await givenStaff('support')
    const attention = async () => readHtml((await staff.get('/admin/attention')).body)
    const restore = startWithKey()
    cleanup(restore)
    await pressBuy(buyer, 'tea')

    assert.include(await attention(), 'Key of another Stripe account')
    restore()
    cleanup(startWithKey(stripeConfig.secretKey))
    assert.equal((await pressBuy(buyer, 'tea')).status, 303)

    assert.include(await attention(), 'Nothing needs you')
  })

  test('leaves a refund without an answer as it is, and the right key finishes it', async ({
    assert,
    cleanup,
  }) => {
    const sale = await givenSale()
    const staff = await givenStaff()
    const path = `/admin/purchases/${sale.purchase.id}/refund`
    const question = await staff.post(path, formFields(await staff.get(path)))
    await emulator.fault({ method: 'POST', path: '/v1/refunds', kind: 'reset', times: 9 })
    await staff.post(path, {
      ...(hiddenFields(question) as Record<string, string>),
      intent: 'refund',
    })
    await emulator.clearFaults()
    const restore = startWithKey()
    cleanup(restore)

    await sweepAfterAMinute()
    assert.equal((await RefundRequest.firstOrFail()).status, 'open')
    restore()
    await sweepAfterAMinute()

    assert.equal((await RefundRequest.firstOrFail()).status, 'done')
    assert.lengthOf((await stripe.refunds.list()).data, 1)
  })

  test('binds the database of an older version at its next sync', async ({ assert, cleanup }) => {
    await db.from('settings').where('key', 'stripe_account').delete()
    const staff = await givenStaff()

    await staff.post('/admin/sync', { intent: 'preview' })
    assert.isNull(await db.from('settings').where('key', 'stripe_account').first())
    await staff.post('/admin/sync', { intent: 'run' })
    cleanup(startWithKey())
    const refused = await staff.post('/admin/sync', { intent: 'run' })

    assert.equal(
      (await db.from('settings').where('key', 'stripe_account').firstOrFail()).value,
      'acct_1LocalStripe0000'
    )
    assert.equal(refused.status, 503)
  })

  test('a restricted key that may not read its account works as before', async ({
    assert,
    cleanup,
  }) => {
    const { buyer } = await givenSale()
    cleanup(startWithKey(stripeConfig.secretKey))
    await emulator.fault({ path: '/v1/account', kind: 'status', status: 403, times: 9 })

    assert.equal((await pressBuy(buyer, 'tea')).status, 303)
    assert.equal((await (await givenStaff()).post('/admin/sync', { intent: 'run' })).status, 200)
  })

  test('is known by its products where it may not read its account', async ({
    assert,
    cleanup,
  }) => {
    await emulator.fillSecondAccount({
      catalogue: CATALOGUE.map((product) => ({
        ...product,
        id: `${product.id}_other`,
        default_price: undefined,
        prices: product.prices.map((price) => ({ ...price, id: `${price.id}_other` })),
      })),
    })
    const sale = await givenSale()
    const customerId = (await User.findOrFail(sale.buyer.user.id)).stripeCustomerId
    const staff = await givenStaff()
    const before = await readCatalogue()
    cleanup(startWithKey(await secondKeyWithout('rak_accounts_kyc_basic_read')))

    const bought = await pressBuy(sale.buyer, 'tea')
    const synced = await staff.post('/admin/sync', { intent: 'run' })

    assert.equal(bought.status, 503)
    assert.equal(synced.status, 503)
    assert.include(readHtml(synced.body), 'a key of a Stripe account that has none of this store')
    const after = await readCatalogue()
    assert.deepEqual(after, { ...before, settings: after.settings })
    assert.equal((await User.findOrFail(sale.buyer.user.id)).stripeCustomerId, customerId)
    assert.lengthOf((await secondAccount.customers.list()).data, 0)
    const attention = readHtml((await staff.get('/admin/attention')).body)
    assert.include(attention, 'that it may not read, and that has none of this store’s products')
  })

  test('is not suspected where no product could be read', async ({ assert, cleanup }) => {
    const { buyer } = await givenSale()
    cleanup(startWithKey(await keyWithout('rak_accounts_kyc_basic_read', 'rak_product_write')))

    assert.equal((await pressBuy(buyer, 'tea')).status, 303)
  })
})

async function sweepAfterAMinute() {
  await db.from('refund_requests').update({ updated_at: '2026-01-01 00:00:00.000' })
  const sweep = await app.container.make(ResumeMissedWork)
  await sweep.handle()
}
