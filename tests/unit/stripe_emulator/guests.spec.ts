import { test } from '@japa/runner'
import type Stripe from 'stripe'
import { givenEmulator, givenPrice, openSession } from '#tests/unit/stripe_emulator/support'

const asGuest = { customer_creation: 'if_required' } as const

/** Pays on the payment page as a browser without scripts does. */
function submit(url: string, fields: Record<string, string>) {
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ card_number: '4242 4242 4242 4242', method: 'card', ...fields }),
    redirect: 'manual',
  })
}

function read(stripe: Stripe, id: string) {
  return stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] })
}

test.group('A guest at the checkout', () => {
  test('pays on the page without becoming a customer', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const prices = [await givenPrice(stripe), await givenPrice(stripe)]
    const { id, url, customer } = await openSession(stripe, prices[0], {
      ...asGuest,
      line_items: prices.map((price) => ({ price: price.id, quantity: 1 })),
    })

    const without = await submit(url!, { email: '' })
    const answer = await submit(url!, { email: ' jo@example.com ', name: 'Jo March' })

    const session = await read(stripe, id)
    const intent = session.payment_intent as Stripe.PaymentIntent
    assert.equal(without.status, 400)
    assert.equal(answer.status, 303)
    assert.isNull(customer)
    assert.containSubset(session, {
      status: 'complete',
      payment_status: 'paid',
      customer: null,
      customer_creation: 'if_required',
      customer_details: { email: 'jo@example.com', name: 'Jo March' },
      amount_total: 2400,
    })
    assert.containSubset(intent, { customer: null, receipt_email: 'jo@example.com' })
    assert.containSubset(intent.latest_charge, {
      customer: null,
      billing_details: { email: 'jo@example.com' },
    })
    assert.lengthOf((await stripe.customers.list()).data, 0)
  })

  test('is found by address, in whatever way they paid', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const open = () => openSession(stripe, price, asGuest)
    const [byCard, byDebit, declined, other] = [
      await open(),
      await open(),
      await open(),
      await open(),
    ]

    await control.pay(byCard.id, { email: 'jo@example.com' })
    await control.pay(byDebit.id, { email: 'jo@example.com', method: 'bank_debit' })
    await control.settle(byDebit.id)
    await control.decline(declined.id, { email: 'jo@example.com' })
    await control.pay(declined.id, { email: 'jo@example.com' })
    await control.pay(other.id, { email: 'al@example.com' })

    const { data } = await stripe.checkout.sessions.list({
      customer_details: { email: 'jo@example.com' },
    })
    assert.deepEqual(
      data.map(({ id, customer, payment_status: status }) => [id, customer, status]),
      [declined, byDebit, byCard].map(({ id }) => [id, null, 'paid'])
    )
    assert.lengthOf(await control.events({ type: 'customer.created' }), 0)
  })

  test('keeps the address that the store has given', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { id, url } = await openSession(stripe, await givenPrice(stripe), {
      ...asGuest,
      customer_email: 'jo@example.com',
    })

    const page = await (await fetch(url!)).text()
    await control.pay(id, { email: 'somebody@example.com' })

    assert.include(page, 'jo@example.com')
    assert.notInclude(page, 'name="email"')
    assert.containSubset(await read(stripe, id), {
      customer: null,
      customer_details: { email: 'jo@example.com' },
    })
  })

  test('becomes a customer where the session says so', async (context) => {
    const { assert } = context
    const { stripe, control } = await givenEmulator(context)
    const { id } = await openSession(stripe, await givenPrice(stripe), {
      customer_creation: 'always',
    })

    await control.pay(id, { email: 'jo@example.com', name: 'Jo March' })

    const { customer } = await read(stripe, id)
    assert.containSubset(await stripe.customers.retrieve(customer as string), {
      email: 'jo@example.com',
      name: 'Jo March',
    })
  })
})
