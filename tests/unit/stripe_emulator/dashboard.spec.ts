import { request } from 'node:http'
import { test } from '@japa/runner'
import {
  givenEmulator,
  givenListener,
  givenPrice,
  openSession,
  press,
  saveSettings,
} from '#tests/unit/stripe_emulator/support'
import { waitUntil } from '#tests/helpers/wait_until'

test.group("The local Stripe's dashboard", () => {
  test('every page lists its objects', async (context) => {
    const { assert } = context
    const { stripe, control, url } = await givenEmulator(context)
    const monthly = await givenPrice(stripe, { recurring: { interval: 'month' } })
    await control.pay((await openSession(stripe, await givenPrice(stripe))).id)
    await control.pay((await openSession(stripe, monthly)).id, { email: 'club@example.com' })
    const [event] = await control.events()
    const show = async (path: string) => (await fetch(`${url}/dashboard${path}`)).text()

    assert.include(await show(''), '€12.00')
    assert.include(await show('/sessions'), 'Field notes')
    assert.include(await show('/subscriptions'), 'club@example.com')
    assert.include(await show('/products'), 'value="Field notes"')
    assert.include(await show('/events'), 'checkout.session.completed')
    assert.include(await show(`/events/${event.id}`), '&quot;type&quot;: &quot;product.created')
    assert.include(await show('/hostile'), 'POST /v1/checkout/sessions')
  })

  test('refunds a part of a payment, and fails the refund', async (context) => {
    const { assert } = context
    const { stripe, control, url } = await givenEmulator(context)
    const open = await openSession(stripe, await givenPrice(stripe))
    await control.pay(open.id)
    const { payment_intent: id } = await stripe.checkout.sessions.retrieve(open.id)

    const tooMuch = await press(url, 'refund', { id: id as string, amount: '12.01' })
    const part = await press(url, 'refund', { id: id as string, amount: '2.50' })
    const [refund] = (await stripe.refunds.list()).data
    await press(url, 'fail-refund', { id: refund.id })

    assert.include(tooMuch, 'greater than unrefunded amount')
    assert.include(part, 'Partially refunded')
    assert.equal(refund.amount, 250)
    assert.equal((await stripe.refunds.retrieve(refund.id)).status, 'failed')
  })

  test('adds an inline price, switches what lists of prices have, and advances by a day', async (context) => {
    const { assert } = context
    const { stripe, url } = await givenEmulator(context)
    const { product } = await givenPrice(stripe)
    const shown = async () => (await stripe.prices.list({ product: product as string })).data
    await stripe.products.create({ name: 'A' }, { idempotencyKey: 'buy-1' })

    const wrong = await press(url, 'inline-price', { id: product as string, amount: 'much' })
    await press(url, 'inline-price', { id: product as string, amount: '3' })
    const [{ id, active }] = (await stripe.prices.list()).data
    await stripe.prices.update(id, { active: false })
    const documented = await shown()
    await saveSettings(url, { listedPrices: 'all' })
    const before = await shown()
    const unclear = await press(url, 'pass-hours', { hours: '0' })
    await press(url, 'pass-hours', { hours: '25' })
    await stripe.products.create({ name: 'A' }, { idempotencyKey: 'buy-1' })

    assert.include(wrong, 'Enter an amount')
    assert.include(unclear, 'Enter a number of hours')
    assert.isTrue(active)
    assert.lengthOf(documented, 0)
    assert.deepEqual(
      before.map((price) => price.id),
      [id],
      'the inline price is in no list'
    )
    assert.lengthOf((await stripe.products.list()).data, 3)
  })

  test('settles delayed payments, renews and cancels', async (context) => {
    const { assert } = context
    const { stripe, control, url } = await givenEmulator(context)
    const delayed = await openSession(stripe, await givenPrice(stripe))
    await control.pay(delayed.id, { method: 'bank_debit' })
    const pending = await stripe.checkout.sessions.retrieve(delayed.id)
    const monthly = await givenPrice(stripe, { recurring: { interval: 'month' } })
    const club = await openSession(stripe, monthly)
    await control.pay(club.id)
    const [subscription] = (await stripe.subscriptions.list()).data
    const { id } = subscription
    const statusAfter = async (action: string) => {
      await press(url, action, { id })
      return (await stripe.subscriptions.retrieve(id)).status
    }

    await press(url, 'settle', { id: pending.payment_intent as string })

    assert.equal((await stripe.checkout.sessions.retrieve(delayed.id)).payment_status, 'paid')
    assert.equal(await statusAfter('renew-fail'), 'past_due')
    assert.equal(await statusAfter('renew'), 'active')
    assert.equal(await statusAfter('cancel-later'), 'active')
    assert.equal(await statusAfter('keep'), 'active')
    assert.isFalse((await stripe.subscriptions.retrieve(id)).cancel_at_period_end)
    assert.equal(await statusAfter('cancel'), 'canceled')
  })

  test('renames and archives products and raises their events', async (context) => {
    const { assert } = context
    const { stripe, control, url } = await givenEmulator(context)
    const { id } = await stripe.products.create({ name: 'Old' })

    await press(url, 'rename-product', { id, name: 'New' })
    await press(url, 'archive-product', { id })

    const [renamed, archived] = await control.events({ type: 'product.updated' })
    assert.containSubset(await stripe.products.retrieve(id), { name: 'New', active: false })
    assert.containSubset(renamed.data.previous_attributes, { name: 'Old' })
    assert.containSubset(archived.data.previous_attributes, { active: true })
  })

  test('sets and clears faults', async (context) => {
    const { assert } = context
    const { stripe, url } = await givenEmulator(context)

    await press(url, 'fault', { path: '/v1/products', kind: 'status', status: '429', times: '5' })
    const refused = await stripe.products.list().catch((error: { statusCode: number }) => error)
    await press(url, 'clear-faults')
    const page = await press(url, 'delivery', { mode: 'hold', back: '/dashboard/hostile' })

    assert.containSubset(refused, { statusCode: 429 })
    assert.lengthOf((await stripe.products.list()).data, 0)
    assert.match(page, /value="hold" selected/)
  })

  test('holds a call and releases it', async (context) => {
    const { assert } = context
    const { stripe, control, url } = await givenEmulator(context)
    const { id } = await stripe.products.create({ name: 'Before' })

    await press(url, 'hold', { method: 'GET', path: '/v1/products', phase: 'before' })
    const held = stripe.products.retrieve(id)
    await waitUntil('the call has arrived', async () => (await control.requests()).length === 2)
    await stripe.products.update(id, { name: 'After' })
    const page = await press(url, 'release-all', { back: '/dashboard/hostile' })

    assert.equal((await held).name, 'After')
    assert.notMatch(page, /Release \d+ held calls/)
  })

  test('sends an event the requested number of times', async (context) => {
    const { assert } = context
    const listener = await givenListener(context)
    const { stripe, control, url } = await givenEmulator(context, { webhook: listener.webhook })
    await stripe.products.create({ name: 'A' })
    await waitUntil('the first delivery', () => listener.received.length === 1)
    const [event] = await control.events({ type: 'product.created' })

    await press(url, 'resend', { id: event.id, times: '30' })

    assert.lengthOf(listener.received, 31)
  })

  test('redirects only within the dashboard', async (context) => {
    const { assert } = context
    const { url } = await givenEmulator(context)

    const response = await fetch(`${url}/dashboard/do/clear-faults`, {
      method: 'POST',
      body: new URLSearchParams({ back: '//evil.example' }),
      redirect: 'manual',
    })

    assert.match(response.headers.get('location') ?? '', /^\/dashboard\?done=/)
  })

  test('is refused under a name that another site could have pointed at it', async (context) => {
    const { url } = await givenEmulator(context)
    const { port } = new URL(url)
    const ask = (path: string, host: string, method = 'GET') =>
      new Promise<number>((resolve, reject) => {
        request(`${url}${path}`, { method, headers: { host } })
          .on('response', (answer) => resolve(answer.resume().statusCode!))
          .on('error', reject)
          .end()
      })

    for (const path of ['/dashboard', '/v1/products', '/_emulator/requests']) {
      for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example']) {
        context.assert.equal(await ask(path, host), 421, `${path} ${host}`)
      }
    }
    for (const host of [`127.0.0.1:${port}`, 'localhost', '[::1]:80', 'stripe:4242']) {
      context.assert.equal(await ask('/dashboard', host), 200, host)
    }
  })
})
