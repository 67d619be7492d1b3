import { test } from '@japa/runner'
import {
  givenEmulator,
  givenListener,
  givenPrice,
  openSession,
  press,
  refusal,
  stripeAt,
} from '#tests/unit/stripe_emulator/support'

const PORTAL = { return_url: 'https://shop.example/purchases' }

test.group('Settings of the account in the local Stripe', () => {
  test('a custom domain serves Checkout and the portal', async (context) => {
    const { assert } = context
    const { control, stripe, emulator } = await givenEmulator(context)
    const customDomain = `http://localhost:${emulator.port}`
    await control.changeSettings({ customDomain })
    const customer = await stripe.customers.create({ email: 'jo@example.com' })

    const session = await openSession(stripe, await givenPrice(stripe))
    const portal = await stripe.billingPortal.sessions.create({ customer: customer.id, ...PORTAL })

    assert.equal(new URL(session.url!).origin, customDomain)
    assert.equal(new URL(portal.url).origin, customDomain)
    assert.equal((await fetch(session.url!)).status, 200)
    assert.equal((await fetch(portal.url)).status, 200)
  })

  test('the portal opens once its settings were saved', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    const customer = await stripe.customers.create({ email: 'jo@example.com' })
    await control.changeSettings({ isPortalSetUp: false })

    const refused = await refusal(
      stripe.billingPortal.sessions.create({ customer: customer.id, ...PORTAL })
    )
    assert.equal(refused.statusCode, 400)
    assert.include(refused.message, 'save your customer portal settings in test mode')
    assert.lengthOf((await stripe.billingPortal.configurations.list()).data, 0)

    await control.changeSettings({ isPortalSetUp: true })
    assert.lengthOf((await stripe.billingPortal.configurations.list()).data, 1)
    await stripe.billingPortal.sessions.create({ customer: customer.id, ...PORTAL })
  })

  test('an account that may not charge opens no sessions', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    await control.changeSettings({ chargesEnabled: false })

    assert.equal((await refusal(openSession(stripe, price))).code, 'account_invalid')
    assert.isFalse((await stripe.accounts.retrieveCurrent()).charges_enabled)
  })

  test('refuses chosen e-mail addresses', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    await control.changeSettings({ refusedEmails: ['jo@exämple.com'] })

    const refused = await refusal(stripe.customers.create({ email: 'jo@exämple.com' }))

    assert.equal(refused.code, 'email_invalid')
    assert.equal(refused.param, 'email')
  })

  test('a restricted key may do what it has rights to', async (context) => {
    const { assert } = context
    const { control, emulator } = await givenEmulator(context)
    const key = await control.createRestrictedKey(['rak_product_write', 'rak_plan_read'])
    const restricted = stripeAt(emulator.port, { key })

    await restricted.products.create({ name: 'Notes' })
    await restricted.products.list()
    await restricted.prices.list()
    const refused = await refusal(restricted.customers.create({ email: 'jo@example.com' }))

    assert.match(key, /^rk_test_/)
    assert.equal(refused.statusCode, 403)
    assert.include(refused.message, "Having the 'rak_customer_write' permission would allow")
    assert.notInclude(refused.message, key)
  })

  test('a customer has subscriptions in one currency', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    const { id: customer } = await stripe.customers.create({ email: 'jo@example.com' })
    const recurring = { interval: 'month' } as const
    const euros = await givenPrice(stripe, { recurring })
    const dollars = await givenPrice(stripe, { recurring, currency: 'usd' })
    const inDollars = await givenPrice(stripe, { currency: 'usd' })

    const open = await openSession(stripe, euros, { customer })
    const whileOpen = await refusal(openSession(stripe, dollars, { customer }))
    await stripe.checkout.sessions.expire(open.id)
    const paid = await openSession(stripe, dollars, { customer })
    await control.pay(paid.id)
    const whileRunning = await refusal(openSession(stripe, euros, { customer }))

    assert.include(whileOpen.message, 'You cannot combine currencies on a single customer')
    assert.include(whileOpen.message, 'active subscription mode checkout session with currency eur')
    assert.include(whileRunning.message, 'This customer has an active subscription')
    await openSession(stripe, inDollars, { customer })
  })

  test('a metered price takes no quantity', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const metered = await givenPrice(stripe, {
      recurring: { interval: 'month', usage_type: 'metered' },
    })

    const refused = await refusal(openSession(stripe, metered))

    assert.equal(metered.recurring?.usage_type, 'metered')
    assert.include(
      refused.message,
      'Quantity should not be specified where usage_type is `metered`'
    )
  })

  test('charges packages where a price divides the quantity', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const packages = await givenPrice(stripe, {
      transform_quantity: { divide_by: 10, round: 'up' },
    })

    const session = await openSession(stripe, packages, {
      line_items: [{ price: packages.id, quantity: 11 }],
    })

    assert.equal(session.amount_total, 2400)
  })

  test('refuses amounts that are too small or too large', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const cheap = await givenPrice(stripe, { unit_amount: 49 })

    assert.equal((await refusal(openSession(stripe, cheap))).code, 'amount_too_small')
    const large = await refusal(givenPrice(stripe, { currency: 'usd', unit_amount: 100_000_000 }))
    assert.equal(large.code, 'amount_too_large')
    await givenPrice(stripe, { currency: 'idr', unit_amount: 150_000_000_000 })
  })

  test('an endpoint asks for events of this version only', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)

    const refused = await refusal(
      stripe.webhookEndpoints.create({
        url: 'https://shop.example/hook',
        enabled_events: ['checkout.session.completed', 'checkout.session.paid' as never],
      })
    )

    assert.equal(refused.param, 'enabled_events[1]')
  })

  test('takes the booleans of Python', async (context) => {
    const { assert } = context
    const { url } = await givenEmulator(context)
    const list = (active: string) =>
      fetch(`${url}/v1/prices?active=${active}`, {
        headers: { Authorization: 'Bearer sk_test_kiosk' },
      })

    assert.equal((await list('True')).status, 200)
    assert.equal((await list('TRUE')).status, 400)
  })

  test('sends thin events, signed', async (context) => {
    const { assert } = context
    const listener = await givenListener(context)
    const { control, stripe } = await givenEmulator(context, { webhook: listener.webhook })

    await control.sendThinEvent({ type: 'v1.billing.meter.no_meter_found' })

    const [{ body, signature }] = listener.received
    const { secret } = listener.webhook
    const event = stripe.parseEventNotification(body, signature, secret)
    assert.equal(event.type as string, 'v1.billing.meter.no_meter_found')
  })

  test('a fault may carry any error of Stripe', async (context) => {
    const { assert } = context
    const { control, stripe } = await givenEmulator(context)
    const error = { code: 'api_key_expired', message: 'Expired API Key provided: sk_test_****' }
    await control.fault({ path: '/v1/products', kind: 'status', status: 401, error })

    const refused = await refusal(stripe.products.list())

    assert.equal(refused.code, 'api_key_expired')
    assert.include(refused.message, 'Expired API Key')
  })

  test('the dashboard disables endpoints and creates keys', async (context) => {
    const { assert } = context
    const listener = await givenListener(context)
    const { stripe, url } = await givenEmulator(context, { webhook: listener.webhook })
    const [endpoint] = (await stripe.webhookEndpoints.list()).data

    await press(url, 'disable-endpoint', { id: endpoint.id })
    await press(url, 'create-key', { rights: 'rak_plan_read  rak_product_read' })

    assert.equal((await stripe.webhookEndpoints.retrieve(endpoint.id)).status, 'disabled')
    const page = await (await fetch(`${url}/dashboard/settings`)).text()
    assert.include(page, 'rak_plan_read, rak_product_read')
  })
})
