import { test } from '@japa/runner'
import { givenEmulator, refusal, stripeAt } from '#tests/unit/stripe_emulator/support'

test.group('Faults of the local Stripe', () => {
  test('the next calls fail with a status, then calls succeed again', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    await control.fault({ path: '/v1/products', kind: 'status', status: 503, times: 2 })

    const first = await refusal(stripe.products.list())
    const elsewhere = await stripe.prices.list()
    const second = await refusal(stripe.products.list())
    const third = await stripe.products.list()

    assert.deepEqual([first.statusCode, second.statusCode], [503, 503])
    assert.deepEqual([elsewhere.data, third.data], [[], []])
  })

  test('a fault applies only to its method and path', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const product = await stripe.products.create({ name: 'A' })
    await control.fault({ method: 'POST', path: '^/v1/products/prod_\\w+$', kind: 'status' })

    await stripe.products.retrieve(product.id)
    await stripe.products.create({ name: 'B' })
    const refused = await refusal(stripe.products.update(product.id, { name: 'C' }))

    assert.equal(refused.statusCode, 500)
    assert.equal((await stripe.products.retrieve(product.id)).name, 'A')
  })

  // The SDK retries a reset connection once, whatever its settings: hence `times: 2`.
  test('calls time out, or their connection is reset', async (context) => {
    const { assert } = context
    const { emulator, stripe, control } = await givenEmulator(context)
    const impatient = stripeAt(emulator.port, { timeout: 200 })
    await control.fault({ path: '/v1/products', kind: 'timeout' })
    const late = await refusal(impatient.products.create({ name: 'A' }))
    await control.fault({ path: '/v1/products', kind: 'reset', times: 2 })
    const cut = await refusal(stripe.products.create({ name: 'B' }))
    await control.fault({ path: '/v1/products', kind: 'reset', times: 2, executed: true })
    await refusal(stripe.products.create({ name: 'C' }))

    const names = (await stripe.products.list()).data.map(({ name }) => name)
    assert.deepEqual([late.type, cut.type], ['StripeConnectionError', 'StripeConnectionError'])
    assert.deepEqual(names, ['C'])
  })

  test('answers can be delayed', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    await control.fault({ path: '/v1/products', kind: 'delay', delayMs: 150 })
    const startedAt = Date.now()

    await stripe.products.list()

    assert.isAtLeast(Date.now() - startedAt, 140)
  })

  test('an answer can be held until it is outdated', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { id } = await stripe.products.create({ name: 'Old' })
    const { holdId } = await control.hold({
      method: 'GET',
      path: `/v1/products/${id}`,
      phase: 'after',
    })
    const stale = stripe.products.retrieve(id)
    await control.waitHeld(holdId)

    await stripe.products.update(id, { name: 'New' })
    const fresh = await stripe.products.retrieve(id)
    await control.release(holdId)

    assert.equal(fresh.name, 'New')
    assert.equal((await stale).name, 'Old')
  })

  test('a call can be held before it is executed', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { holdId } = await control.hold({ path: '/v1/products', method: 'POST', phase: 'before' })
    const held = stripe.products.create({ name: 'A' })
    await control.waitHeld(holdId)

    const before = await stripe.products.list()
    await control.release(holdId)
    await held

    assert.lengthOf(before.data, 0)
    assert.lengthOf((await stripe.products.list()).data, 1)
    await assert.rejects(() => control.waitHeld('hold_nothing', { timeoutMs: 50 }), /held/)
  })

  test('calls are logged', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    await stripe.products.create({ name: 'A', metadata: { a: 'b' } }, { idempotencyKey: 'k1' })
    const [first] = await control.requests()
    await refusal(stripe.products.retrieve('prod_nothing'))

    const later = await control.requests({ since: first.seq })

    assert.containSubset(first, {
      method: 'POST',
      path: '/v1/products',
      params: { name: 'A', metadata: { a: 'b' } },
      idempotencyKey: 'k1',
      status: 200,
    })
    assert.lengthOf(later, 1)
    assert.containSubset(later[0], { method: 'GET', status: 404, idempotencyKey: null })
  })

  test('a reset deletes everything and keeps the webhook endpoint', async (context) => {
    const { assert } = context
    const webhook = { url: 'http://127.0.0.1:9/hook', secret: 'whsec_a' }
    const { stripe, control } = await givenEmulator(context, { webhook })
    await stripe.products.create({ name: 'A' })
    await control.fault({ path: '/v1/', kind: 'status', times: 100 })

    await control.reset({ catalogue: 'sample' })

    const products = await stripe.products.list({ limit: 100 })
    assert.isAbove(products.data.length, 8)
    assert.notInclude(
      products.data.map(({ name }) => name),
      'A'
    )
    assert.lengthOf((await stripe.events.list()).data, 0)
    assert.equal((await stripe.webhookEndpoints.list()).data[0].url, webhook.url)
  })
})
