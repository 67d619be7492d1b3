import { test } from '@japa/runner'
import type Stripe from 'stripe'
import {
  givenEmulator,
  givenPrice,
  openSession,
  refusal,
} from '#tests/unit/stripe_emulator/support'

type SessionParams = Partial<Stripe.Checkout.SessionCreateParams>

const now = () => Math.floor(Date.now() / 1000)

test.group('Sessions that Stripe would refuse', () => {
  test('{title}')
    .with([
      {
        title: 'a customer together with an email',
        params: { customer: 'cus_1', customer_email: 'jo@example.com' } as SessionParams,
        message: /customer, customer_email/,
      },
      {
        title: 'promotion codes together with a discount',
        params: { allow_promotion_codes: true, discounts: [{ coupon: 'X' }] } as SessionParams,
        message: /allow_promotion_codes, discounts/,
      },
      {
        title: 'an unknown customer',
        params: { customer: 'cus_nobody' } as SessionParams,
        message: /No such customer/,
      },
      {
        title: 'a payment in subscription mode',
        params: { mode: 'subscription' } as SessionParams,
        message: /at least one recurring price/,
      },
      {
        title: 'subscription data in payment mode',
        params: { subscription_data: { metadata: { a: 'b' } } } as SessionParams,
        message: /subscription_data/,
      },
      {
        title: 'a lifetime of less than 30 minutes',
        params: { expires_at: now() + 20 * 60 } as SessionParams,
        message: /expires_at/,
      },
      {
        title: 'a lifetime of more than 24 hours',
        params: { expires_at: now() + 25 * 60 * 60 } as SessionParams,
        message: /expires_at/,
      },
      {
        title: 'no success URL',
        params: { success_url: undefined } as SessionParams,
        message: /success_url/,
      },
      {
        title: 'a success URL that is not http',
        params: { success_url: 'javascript:alert(1)' } as SessionParams,
        message: /Not a valid URL/,
      },
      {
        title: 'an unknown price',
        params: { line_items: [{ price: 'price_nothing', quantity: 1 }] } as SessionParams,
        message: /No such price/,
      },
    ])
    .run(async (context, { params, message }) => {
      const { assert } = context
      const { stripe } = await givenEmulator(context)

      const refused = await refusal(openSession(stripe, await givenPrice(stripe), params))

      assert.equal(refused.statusCode, 400)
      assert.match(refused.message, message)
      assert.lengthOf((await stripe.checkout.sessions.list()).data, 0)
    })

  test('customer creation in subscription mode', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe, { recurring: { interval: 'month' } })

    const refused = await refusal(openSession(stripe, price, { customer_creation: 'always' }))
    const wrongMode = await refusal(openSession(stripe, price, { mode: 'payment' }))

    assert.equal(refused.param, 'customer_creation')
    assert.match(wrongMode.message, /passed a recurring price/)
  })

  test('archived prices and prices of archived products', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const archived = await givenPrice(stripe)
    const orphan = await givenPrice(stripe)
    await stripe.prices.update(archived.id, { active: false })
    await stripe.products.update(orphan.product as string, { active: false })

    assert.match((await refusal(openSession(stripe, archived))).message, /inactive/)
    assert.match((await refusal(openSession(stripe, orphan))).message, /product is not active/)
  })

  test('an amount that the buyer chooses with other items, twice, or with a discount', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const fixed = await givenPrice(stripe)
    const open = await givenPrice(stripe, { custom_unit_amount: { enabled: true } })

    const beside = await refusal(
      openSession(stripe, open, {
        line_items: [
          { price: open.id, quantity: 1 },
          { price: fixed.id, quantity: 1 },
        ],
      })
    )
    const twice = await refusal(
      openSession(stripe, open, { line_items: [{ price: open.id, quantity: 2 }] })
    )
    const discounted = await refusal(openSession(stripe, open, { allow_promotion_codes: true }))

    assert.match(beside.message, /only line item/)
    assert.match(twice.message, /only line item/)
    assert.equal(discounted.param, 'allow_promotion_codes')
  })

  test('several currencies, and amounts that are too small', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const euro = await givenPrice(stripe)
    const yen = await givenPrice(stripe, { currency: 'jpy' })
    const cents = await givenPrice(stripe, { unit_amount: 49 })

    const mixed = await refusal(
      openSession(stripe, euro, {
        line_items: [
          { price: euro.id, quantity: 1 },
          { price: yen.id, quantity: 1 },
        ],
      })
    )

    assert.match(mixed.message, /same currency/)
    assert.equal((await refusal(openSession(stripe, cents))).code, 'amount_too_small')
  })

  test('three-decimal amounts that do not end in 0', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)

    const refused = await refusal(givenPrice(stripe, { currency: 'kwd', unit_amount: 4505 }))
    const fine = await givenPrice(stripe, { currency: 'kwd', unit_amount: 4500 })

    assert.equal(refused.param, 'unit_amount')
    assert.equal(fine.unit_amount, 4500)
  })
})
