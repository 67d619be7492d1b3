import { test } from '@japa/runner'
import type Stripe from 'stripe'
import {
  givenEmulator,
  givenPrice,
  openSession,
  refusal,
  stripeAt,
} from '#tests/unit/stripe_emulator/support'

test.group("The local Stripe's API", () => {
  test('a wrong key and a missing key are refused', async (context) => {
    const { assert } = context
    const { emulator, url } = await givenEmulator(context)

    const wrong = await refusal(stripeAt(emulator.port, { key: 'sk_test_wrong' }).products.list())
    const none = await fetch(`${url}/v1/products`)

    assert.equal(wrong.type, 'StripeAuthenticationError')
    assert.equal(none.status, 401)
    assert.properties(((await none.json()) as { error: object }).error, ['type', 'message'])
  })

  test('every answer has its request id and the API version', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const product = await stripe.products.create({ name: 'Field notes' })

    assert.match(product.lastResponse.requestId, /^req_\w{14}$/)
    assert.equal(product.lastResponse.apiVersion, '2026-10-28.endive')
  })

  test('unknown paths and ids are refused with errors that the SDK understands', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)

    const noId = await refusal(stripe.products.retrieve('prod_nothing'))
    const noPath = await refusal(stripe.rawRequest('GET', '/v1/sorcery'))

    assert.containSubset(noId, { statusCode: 404, code: 'resource_missing', param: 'id' })
    assert.equal(noId.message, "No such product: 'prod_nothing'")
    assert.containSubset(noPath, { statusCode: 404, rawType: 'invalid_request_error' })
  })

  test('{title}')
    .with([
      {
        title: 'an unknown parameter is refused',
        params: { name: 'A', colour: 'red' },
        code: 'parameter_unknown',
        param: 'colour',
      },
      {
        title: 'an unknown nested parameter is refused',
        params: { name: 'A', default_price_data: { currency: 'usd', unit_amount: 1, vat: 1 } },
        code: 'parameter_unknown',
        param: 'default_price_data[vat]',
      },
      {
        title: 'a missing parameter is refused',
        params: {},
        code: 'parameter_missing',
        param: 'name',
      },
      {
        title: 'an empty string is refused for a parameter that cannot be unset',
        params: { name: '' },
        code: 'parameter_invalid_empty',
        param: 'name',
      },
      {
        title: 'text in place of a number is refused',
        params: { name: 'A', default_price_data: { currency: 'usd', unit_amount: 'ten' } },
        code: 'parameter_invalid_integer',
        param: 'default_price_data[unit_amount]',
      },
    ])
    .run(async (context, { params, code, param }) => {
      const { assert } = context
      const { stripe } = await givenEmulator(context)

      const refused = await refusal(stripe.products.create(params as Stripe.ProductCreateParams))

      assert.containSubset(refused, { statusCode: 400, code, param })
      assert.equal((await stripe.products.list()).data.length, 0)
    })

  test('a parameter that the API has removed is refused for new sessions', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const removed = { payment_method_types: ['card'] } as object

    const refused = await refusal(openSession(stripe, price, removed))

    assert.containSubset(refused, { code: 'parameter_unknown', param: 'payment_method_types' })
  })

  test('metadata is merged, and an empty value removes its key', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const { id } = await stripe.products.create({ name: 'A', metadata: { a: '1', b: '2' } })

    const changed = await stripe.products.update(id, { metadata: { b: '', c: '3' } })

    assert.deepEqual(changed.metadata, { a: '1', c: '3' })
  })

  test('named ids are expanded into objects, also in lists', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const session = await openSession(stripe, await givenPrice(stripe))
    await control.pay(session.id)

    const found = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['line_items.data.price.product', 'payment_intent.latest_charge.balance_transaction'],
    })
    const listed = await stripe.checkout.sessions.list({ expand: ['data.line_items'] })
    const refused = await refusal(
      stripe.checkout.sessions.retrieve(session.id, { expand: ['sorcery'] })
    )

    const intent = found.payment_intent as Stripe.PaymentIntent
    const charge = intent.latest_charge as Stripe.Charge
    const product = found.line_items?.data[0].price?.product as Stripe.Product
    assert.equal(product.name, 'Field notes')
    assert.equal((charge.balance_transaction as Stripe.BalanceTransaction).amount, 1200)
    assert.equal(listed.data[0].line_items?.data[0].amount_total, 1200)
    assert.equal(refused.statusCode, 400)
  })
})
