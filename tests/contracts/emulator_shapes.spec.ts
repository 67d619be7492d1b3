import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { givenEmulator, givenPrice, openSession } from '#tests/unit/stripe_emulator/support'
import { differences } from '#tests/contracts/shape'
import { makeEverything, makeSeveralLines, readWire } from '#tests/contracts/everything'

type Json = Record<string, unknown>

const fixtures = JSON.parse(
  readFileSync(new URL('stripe_fixtures.json', import.meta.url), 'utf8')
) as { resources: Record<string, Json> }

/**
 * Fields of the fixtures that the supported API version no longer has. The local Stripe must not have
 * them either, so that a store that reads them fails.
 */
const GONE: Record<string, string[]> = {
  invoice: ['subscription'],
}

const RESOURCES = Object.keys(fixtures.resources)

test.group('Object shapes of the local Stripe', () => {
  test("{$self} has the shape of Stripe's own fixture")
    .with(RESOURCES)
    .run(async (context, resource) => {
      const { assert } = context
      const { url, control, stripe } = await givenEmulator(context)
      const objects = await makeEverything(stripe, control, url)
      const shown = objects[resource]

      assert.isDefined(shown, `no ${resource} was created`)
      assert.deepEqual(differences(fixtures.resources[resource], shown, GONE[resource]), [])
    })

  test('fields that Stripe has removed are missing', async (context) => {
    const { assert } = context
    const { url, control, stripe } = await givenEmulator(context)
    const { invoice, subscription } = await makeEverything(stripe, control, url)

    assert.notProperty(invoice, 'subscription')
    assert.notProperty(invoice, 'payment_intent')
    assert.notProperty(subscription, 'current_period_end')
  })
})

test.group('Several lines with a discount and tax, in the local Stripe', () => {
  test("have the shape of Stripe's own fixtures", async (context) => {
    const { assert } = context
    const { url, control, stripe } = await givenEmulator(context)
    const made = await makeSeveralLines(stripe, control, url)

    const { resources } = fixtures
    assert.deepEqual(differences(resources['checkout.session'], made.session), [])
    assert.deepEqual(differences(resources.subscription, made.subscription), [])
    assert.deepEqual(differences(resources.invoice, made.invoice, GONE.invoice), [])
    for (const line of made.lines) {
      assert.deepEqual(differences(resources.item, line), [])
    }
    for (const line of made.invoice.lines.data) {
      assert.deepEqual(differences(resources.line_item, line), [])
    }
  })

  test('name their taxes and discounts with the fields of the API', async (context) => {
    const { assert } = context
    const { url, control, stripe } = await givenEmulator(context)
    const { lines, invoice, session } = await makeSeveralLines(stripe, control, url)

    for (const line of lines) {
      const [[tax], [discount]] = [line.taxes as Json[], line.discounts as Json[]]
      assert.sameMembers(Object.keys(tax), [
        'amount',
        'rate',
        'taxability_reason',
        'taxable_amount',
      ])
      assert.deepEqual(differences(fixtures.resources.tax_rate, tax.rate), [])
      assert.sameMembers(Object.keys(discount), ['amount', 'discount'])
      assert.deepEqual(differences(fixtures.resources.discount, discount.discount), [])
    }
    const ofInvoice = [invoice, ...invoice.lines.data]
    for (const taxes of ofInvoice.map((one) => (one.total_taxes ?? one.taxes) as Json[])) {
      assert.sameMembers(Object.keys(taxes[0]), [
        'amount',
        'tax_behavior',
        'tax_rate_details',
        'taxability_reason',
        'taxable_amount',
        'type',
      ])
    }
    const [offered] = session.optional_items as Json[]
    assert.sameMembers(Object.keys(offered), ['adjustable_quantity', 'price', 'quantity'])
  })
})

test.group('A balance transaction of the local Stripe', () => {
  test('has the same shape in another currency and a minute later', async (context) => {
    const { assert } = context
    const { url, control, stripe } = await givenEmulator(context)
    await control.changeSettings({ fees: 'a_minute_later', settlementCurrency: 'usd' })
    const { id } = await openSession(stripe, await givenPrice(stripe))
    await control.pay(id)
    await control.passTime({ seconds: 60 })

    const [{ data }] = await control.events({ type: 'charge.updated' })
    const { balance_transaction: booked, ...charge } = data.object as Json
    const shown = await readWire(url, `/v1/balance_transactions/${String(booked)}`)
    assert.deepEqual(differences(fixtures.resources.balance_transaction, shown), [])
    assert.deepEqual(differences(fixtures.resources.charge, data.object, ['refunds']), [])
    assert.containsSubset(shown, { currency: 'usd', source: charge.id })
    assert.isNumber(shown.exchange_rate)
  })
})
