import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { readProduct, syncCatalogue } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('Slugs of new products', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
  })

  test('differ for products of the same name', async ({ assert }) => {
    for (let made = 0; made < 3; made++) {
      await stripe.products.create({ name: 'Guide' })
    }

    await syncCatalogue()

    assert.sameMembers(await allSlugs(), ['guide', 'guide-2', 'guide-3'])
  })

  test('are made from the Stripe id when the name has no letters', async ({ assert }) => {
    await stripe.products.create({ id: 'prod_Stars1', name: '★★★' })
    await stripe.products.create({ id: 'prod_Party', name: '🎉🎨' })

    await syncCatalogue()

    assert.sameMembers(await allSlugs(), ['prod-stars1', 'prod-party'])
  })

  test('are never reused from another product', async ({ assert }) => {
    const first = await stripe.products.create({ name: 'Guide' })
    await syncCatalogue()
    const { configuration } = await readProduct(first.id)
    await db
      .from('product_configurations')
      .where('id', configuration.id)
      .update({ slug: 'handbook' })
    await db.table('product_slugs').insert({
      slug: 'handbook',
      product_configuration_id: configuration.id,
      created_at: new Date().toISOString(),
    })
    const second = await stripe.products.create({ name: 'Guide' })

    await syncCatalogue()

    const given = await readProduct(second.id)
    assert.equal(given.configuration.slug, 'guide-2')
  })

  test('are found for 120 products of the same name', async ({ assert }) => {
    await syncCatalogue()
    for (let made = 0; made < 120; made++) {
      await stripe.products.create({ name: 'Same' })
    }

    await syncCatalogue()

    const slugs = await allSlugs()
    assert.lengthOf(new Set(slugs), 120)
    assert.include(slugs, 'same-120')
    const [{ total }] = await db.from('product_slugs').count('* as total')
    assert.equal(Number(total), 120)
  })
})

test.group('Default price of a product', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
  })

  test('is the default price in Stripe', async ({ assert }) => {
    const { product, prices } = await givenProductWithPrices(2)
    await stripe.products.update(product.id, { default_price: prices[1].id })

    await syncCatalogue()

    const { defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(defaultPriceStripeId, prices[1].id)
  })

  test('is the only active price when Stripe names none', async ({ assert }) => {
    const { product, prices } = await givenProductWithPrices(2)
    await stripe.prices.update(prices[0].id, { active: false })

    await syncCatalogue()

    const { defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(defaultPriceStripeId, prices[1].id)
  })

  test('is none when several are active and Stripe names none', async ({ assert }) => {
    const { product } = await givenProductWithPrices(2)

    await syncCatalogue()

    const { defaultPriceStripeId } = await readProduct(product.id)
    assert.isNull(defaultPriceStripeId)
  })

  test('follows a change in Stripe, even to a new price', async ({ assert }) => {
    const { product, prices } = await givenProductWithPrices(1)
    await stripe.products.update(product.id, { default_price: prices[0].id })
    await syncCatalogue()
    const raised = await stripe.prices.create({
      product: product.id,
      currency: 'eur',
      unit_amount: 1500,
    })
    await stripe.products.update(product.id, { default_price: raised.id })

    await syncCatalogue()

    const { defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(defaultPriceStripeId, raised.id)
  })

  test('stays when staff chose another', async ({ assert }) => {
    const { product, prices } = await givenProductWithPrices(3)
    await stripe.products.update(product.id, { default_price: prices[0].id })
    await syncCatalogue()
    const chosen = await db.from('prices').where('stripe_id', prices[1].id).firstOrFail()
    const { configuration } = await readProduct(product.id)
    await db
      .from('product_configurations')
      .where('id', configuration.id)
      .update({ default_price_id: chosen.id })
    await stripe.products.update(product.id, { default_price: prices[2].id })

    await syncCatalogue()

    const { defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(defaultPriceStripeId, prices[1].id)
  })
})

async function givenProductWithPrices(count: number) {
  const product = await stripe.products.create({ name: 'Priced' })
  const prices = []
  for (let made = 0; made < count; made++) {
    prices.push(
      await stripe.prices.create({
        product: product.id,
        currency: 'eur',
        unit_amount: 1000 + made,
      })
    )
  }
  return { product, prices }
}

async function allSlugs(): Promise<string[]> {
  const rows = await db.from('product_configurations').select('slug')
  return rows.map((row: { slug: string }) => row.slug)
}
