import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import { deliverEvents, givenBuyer, givenStore, pressBuy } from '#tests/helpers/store/buying'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { printReport } from '#catalogue/sync/sync_report_text'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'
import { Visitor } from '#tests/helpers/store/visitor'

const MONTHLY = { interval: 'month' } as const

/** Prices that Stripe Checkout refuses as this store would sell them. */
const UNSELLABLE: {
  title: string
  terms: Omit<Stripe.PriceCreateParams, 'product' | 'currency'>
  reason: string
  text: string
}[] = [
  {
    title: 'charged by usage',
    terms: { unit_amount: 10, recurring: { ...MONTHLY, usage_type: 'metered' } },
    reason: 'metered',
    text: 'It is charged by usage',
  },
  {
    title: 'for packages',
    terms: { unit_amount: 900, transform_quantity: { divide_by: 10, round: 'up' } },
    reason: 'package',
    text: 'Its amount is for several units',
  },
  {
    title: 'in tiers',
    terms: {
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      tiers: [{ up_to: 'inf', unit_amount: 900 }],
      recurring: MONTHLY,
    },
    reason: 'tiered',
    text: 'Its amount depends on the quantity',
  },
  {
    title: 'with fractions of a cent',
    terms: { unit_amount_decimal: '99.5' as never },
    reason: 'fraction',
    text: 'Its amount has fractions',
  },
  {
    title: 'below the least amount',
    terms: { unit_amount: 10 },
    reason: 'below_minimum',
    text: 'Its amount is smaller than Stripe charges',
  },
]

test.group('Prices that Stripe does not sell', (group) => {
  group.each.setup(() => givenStore())

  test('a price {title} is not on sale, and the report gives the reason')
    .with(UNSELLABLE)
    .run(async ({ assert }, { terms, reason, text }) => {
      const price = await stripe.prices.create({
        product: 'prod_book',
        currency: 'usd',
        nickname: 'Not for you',
        ...terms,
      })

      const dry = await syncCatalogue({ dryRun: true })
      const report = await syncCatalogue()

      const row = await db.from('prices').where('stripe_id', price.id).firstOrFail()
      assert.equal(row.unsellable_reason, reason)
      assert.include(printReport(dry), `(${price.id}) of prod_book: ${text}`)
      assert.include(printReport(report), `(${price.id}) of prod_book: ${text}`)
      const page = await new Visitor().get('/products/book')
      assert.notInclude(page.body, 'Not for you')
      assert.include(page.body, '$12')
      const buyer = await givenBuyer()
      const answer = await pressBuy(buyer, 'book', { price_id: price.id })
      assert.equal(answer.status, 303)
      assert.equal(answer.location, '/products/book')
      const staff = await givenStaff()
      const id = (await db.from('product_slugs').where('slug', 'book').first())
        .product_configuration_id
      const prices = readHtml((await staff.get(`/admin/products/${id}/prices`)).body)
      assert.include(prices, 'Not on sale')
      assert.include(prices, text)
    })

  test('is reported on the sync page, and by every later sync', async ({ assert }) => {
    await stripe.prices.create({ product: 'prod_book', currency: 'usd', unit_amount: 10 })
    const staff = await givenStaff()
    await staff.submit('/admin/sync', { intent: 'run' })

    const page = await staff.submit('/admin/sync', { intent: 'run' })

    assert.include(readHtml(page.body), 'Prices that are not on sale (1)')
    assert.include(readHtml(page.body), 'smaller than Stripe charges')
  })

  test('a product with no other price is not for sale', async ({ assert }) => {
    await stripe.products.create({
      id: 'prod_meter',
      name: 'Meter',
      default_price_data: { currency: 'usd', unit_amount: 10 },
    })
    const report = await syncCatalogue()
    const buyer = await givenBuyer()

    const answer = await pressBuy(buyer, 'meter')

    assert.equal(answer.status, 409)
    assert.include(readHtml(answer.body), 'not for sale at the moment')
    assert.include(
      report.withoutPrice.map(({ stripeId }) => stripeId),
      'prod_meter'
    )
  })

  test('comes by webhook as well', async ({ assert }) => {
    const price = await stripe.prices.create({
      product: 'prod_plan',
      currency: 'usd',
      unit_amount: 10,
      recurring: { ...MONTHLY, usage_type: 'metered' },
    })
    await deliverEvents()

    const row = await db.from('prices').where('stripe_id', price.id).firstOrFail()
    assert.equal(row.unsellable_reason, 'metered')
    assert.notInclude((await new Visitor().get('/products/plan')).body, '$0.10')
  })

  test('free prices and amounts that buyers choose are on sale', async ({ assert }) => {
    await stripe.prices.create({
      product: 'prod_book',
      currency: 'usd',
      custom_unit_amount: { enabled: true },
    })
    const report = await syncCatalogue()

    assert.deepEqual(report.unsellable, [])
  })
})

test.group('Large amounts', (group) => {
  group.each.setup(() => givenStore())

  test('are left to Stripe where a unit is worth little, and its answer is shown', async ({
    assert,
  }) => {
    const staff = await givenStaff()
    const { product_configuration_id: id } = await db
      .from('product_slugs')
      .where('slug', 'book')
      .firstOrFail()
    const typed = { interval: '', interval_count: '1', nickname: '' }
    const page = `/admin/products/${id}/prices`
    const refused = await staff.submit(page, { ...typed, amount: '1500000', currency: 'cop' })
    const taken = await staff.submit(page, { ...typed, amount: '1500000000', currency: 'idr' })

    assert.equal(refused.status, 422)
    assert.include(readHtml(refused.body), 'Amount must be no more than COP')
    assert.equal(taken.status, 303)
    const row = await db.from('prices').where('currency', 'idr').firstOrFail()
    assert.equal(Number(row.unit_amount), 150_000_000_000)
    assert.include(
      (await emulator.requests()).map(({ path }) => path),
      '/v1/prices'
    )
  })
})
