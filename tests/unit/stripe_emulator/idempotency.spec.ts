import { test } from '@japa/runner'
import { givenEmulator, refusal } from '#tests/unit/stripe_emulator/support'

const key = { idempotencyKey: 'buy-1' }

test.group("The local Stripe's idempotency keys", () => {
  test('the same call with the same key is executed once', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)

    const first = await stripe.products.create({ name: 'A' }, key)
    const again = await stripe.products.create({ name: 'A' }, key)

    assert.equal(again.id, first.id)
    assert.lengthOf((await stripe.products.list()).data, 1)
    assert.isUndefined(first.lastResponse.headers['idempotent-replayed'])
    assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true')
  })

  test('another call with the same key is refused', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    await stripe.products.create({ name: 'A' }, key)

    const refused = await refusal(stripe.products.create({ name: 'B' }, key))

    assert.containSubset(refused, { statusCode: 400, type: 'StripeIdempotencyError' })
  })

  test('a key is in use until the first call is answered', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { holdId } = await control.hold({ path: '/v1/products', phase: 'after' })
    const first = stripe.products.create({ name: 'A' }, key)
    await control.waitHeld(holdId)

    const second = await refusal(stripe.products.create({ name: 'A' }, key))
    await control.release(holdId)

    assert.containSubset(second, { statusCode: 409, code: 'idempotency_key_in_use' })
    assert.equal((await stripe.products.create({ name: 'A' }, key)).id, (await first).id)
  })

  test('invalid parameters do not use up the key', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    await refusal(stripe.products.create({ name: '' }, key))

    const made = await stripe.products.create({ name: 'A' }, key)

    assert.equal(made.name, 'A')
  })

  test('a 500 is replayed for the same key, 429 and 503 are not', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)

    for (const status of [429, 503]) {
      await control.fault({ path: '/v1/products', kind: 'status', status })
      await refusal(stripe.products.create({ name: 'A' }, { idempotencyKey: 'limited' }))
    }
    const limited = await stripe.products.create({ name: 'A' }, { idempotencyKey: 'limited' })
    await control.fault({ path: '/v1/products', kind: 'status', status: 500 })
    await refusal(stripe.products.create({ name: 'B' }, key))
    const again = await refusal(stripe.products.create({ name: 'B' }, key))

    assert.equal(limited.name, 'A')
    assert.equal(again.statusCode, 500)
    assert.lengthOf((await stripe.products.list()).data, 1)
  })

  test('an answer that was lost is replayed to the retry', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    await control.fault({ path: '/v1/products', kind: 'reset_after_headers' })

    const lost = await refusal(stripe.products.create({ name: 'A' }, key))
    const made = await stripe.products.create({ name: 'A' }, key)

    assert.equal(lost.type, 'StripeConnectionError')
    assert.equal(made.name, 'A')
    assert.lengthOf((await stripe.products.list()).data, 1)
  })
})
