import { test } from '@japa/runner'
import { givenBuyer, givenStore } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { keyWithout } from '#tests/helpers/stripe/restricted_key'
import { startWithKey } from '#tests/helpers/stripe/second_account'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { givenSale, openPortal } from '#tests/helpers/store/sale'
import { stripe } from '#tests/helpers/stripe/stripe'

async function attention(): Promise<string> {
  return readHtml((await (await givenStaff()).get('/admin/attention')).body)
}

test.group('Managing a subscription when Stripe refuses', (group) => {
  group.each.setup(() => givenStore())

  test('tells buyer and owner of a portal that was never set up, until it is', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    await emulator.changeSettings({ isPortalSetUp: false })

    const answer = await openPortal(sale)
    const text = readHtml(answer.body)

    assert.equal(answer.status, 503)
    assert.isNull(answer.headers.get('retry-after'))
    assert.include(text, 'nothing was changed')
    assert.include(text, 'Trying again does not help')
    assert.include(answer.body, 'href="mailto:')
    assert.notInclude(text, 'does not answer')
    assert.notInclude(answer.body, '/portal"')
    const listed = await attention()
    assert.include(listed, 'The settings of the billing portal were never saved in Stripe')
    assert.include(listed, 'https://dashboard.stripe.com/settings/billing/portal')
    assert.notInclude(listed, '..')

    await emulator.changeSettings({ isPortalSetUp: true })
    assert.equal((await openPortal(sale)).status, 303)
    assert.include(await attention(), 'Nothing needs you')
  })

  test('knows a portal without a default configuration by Stripe’s other text', async ({
    assert,
  }) => {
    const sale = await givenSale('plan')
    await emulator.fault({
      path: '/v1/billing_portal/sessions',
      kind: 'status',
      status: 400,
      error: {
        message:
          'No configuration provided and your live mode default configuration has not been created.',
      },
    })

    assert.equal((await openPortal(sale)).status, 503)
    assert.include(await attention(), 'were never saved in Stripe')
  })

  test('refuses a portal at an unknown origin with words', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.changeSettings({ customDomain: 'https://pay.example.com' })

    const answer = await openPortal(sale)

    assert.equal(answer.status, 503)
    assert.include(readHtml(answer.body), 'cannot be changed here at the moment')
    assert.include(await attention(), 'STRIPE_CHECKOUT_ORIGINS')
  })

  test('names the right that a restricted key lacks', async ({ assert, cleanup }) => {
    const sale = await givenSale('plan')
    cleanup(startWithKey(await keyWithout('rak_customer_portal_write')))

    const answer = await openPortal(sale)

    assert.equal(answer.status, 503)
    assert.include(readHtml(answer.body), 'Trying again does not help')
    assert.include(await attention(), 'rak_customer_portal_write')
  })

  test('says so when the customer was deleted in Stripe', async ({ assert }) => {
    const sale = await givenSale('plan')
    await emulator.setDelivery({ mode: 'off' })
    await stripe.customers.del(sale.purchase.stripeCustomerId!)

    const answer = await openPortal(sale)

    assert.equal(answer.status, 503)
    assert.include(readHtml(answer.body), 'Trying again does not help')
    assert.include(await attention(), 'Stripe no longer has the customer')
  })

  test('is still for its buyer only', async ({ assert }) => {
    const sale = await givenSale('plan')
    const other = await givenBuyer()
    await emulator.changeSettings({ isPortalSetUp: false })

    const answer = await other.browser.post(`/purchases/${sale.purchase.reference}/portal`)

    assert.equal(answer.status, 404)
    assert.include(await attention(), 'Nothing needs you')
  })
})
