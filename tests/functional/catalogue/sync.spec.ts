import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import Price from '#models/price'
import type { CatalogueProduct } from '#stripe_emulator/catalogue/types'
import { readCatalogue, readProduct, syncCatalogue } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

/** One product of each kind, without covers, which are slow. */
const CATALOGUE: CatalogueProduct[] = [
  {
    id: 'prod_archived',
    name: 'Three skies',
    active: false,
    prices: [{ id: 'price_archived', currency: 'usd', unit_amount: 500 }],
  },
  { id: 'prod_unpriced', name: 'Broadside', prices: [] },
  {
    id: 'prod_club',
    name: 'Pattern club',
    prices: [
      { id: 'price_club', currency: 'usd', unit_amount: 900, recurring: { interval: 'month' } },
    ],
    default_price: 'price_club',
  },
  {
    id: 'prod_open',
    name: 'Pay what you want',
    prices: [
      {
        id: 'price_open',
        currency: 'kwd',
        unit_amount: null,
        custom_unit_amount: { minimum: 1000, preset: 4500 },
      },
    ],
  },
]

test.group('Catalogue sync', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
  })

  test('copies every product and price, and offers each active product', async ({ assert }) => {
    await emulator.reset({ catalogue: CATALOGUE })

    const report = await syncCatalogue()

    assert.equal(await countOf('products'), 4)
    assert.equal(await countOf('prices'), 3)
    const archived = await readProduct('prod_archived')
    assert.isFalse(archived.product.active)
    assert.isNull(archived.configuration)
    const recurring = await readProduct('prod_club')
    assert.equal(recurring.configuration.slug, 'pattern-club')
    assert.equal(recurring.defaultPriceStripeId, 'price_club')
    assert.deepEqual(report.withoutPrice, [{ stripeId: 'prod_unpriced', name: 'Broadside' }])

    const price = await Price.findByOrFail('stripeId', 'price_club')
    assert.containsSubset(price.$attributes, {
      currency: 'usd',
      unitAmount: 900,
      type: 'recurring',
      interval: 'month',
      intervalCount: 1,
      active: true,
    })
    const open = await Price.findByOrFail('stripeId', 'price_open')
    assert.isNull(open.unitAmount)
    assert.equal(open.customUnitAmount.preset, 4500)
  })

  test('changes nothing on a second run', async ({ assert }) => {
    await emulator.reset({ catalogue: CATALOGUE })
    await syncCatalogue()
    const before = await readCatalogue()

    const report = await syncCatalogue()

    assert.deepEqual(await readCatalogue(), before)
    assert.isTrue(report.isEmpty)
    assert.equal(report.covers.stored, 0)
  })

  test('updates only the copy of a product that was changed in Stripe', async ({ assert }) => {
    const one = await stripe.products.create({ name: 'One' })
    const two = await stripe.products.create({ name: 'Two' })
    await syncCatalogue()
    const untouched = await readProduct(two.id)
    const version = await catalogueVersion()
    await stripe.products.update(one.id, { name: 'One, second edition', description: 'Longer.' })

    const report = await syncCatalogue()

    const changed = await readProduct(one.id)
    assert.equal(changed.product.name, 'One, second edition')
    assert.equal(changed.product.description, 'Longer.')
    assert.equal(changed.configuration.slug, 'one')
    assert.deepEqual(await readProduct(two.id), untouched)
    assert.equal(await catalogueVersion(), version + 1)
    assert.lengthOf(report.products.changed, 1)
    assert.deepEqual(report.products.changed[0].changes, {
      name: { before: 'One', after: 'One, second edition' },
      description: { before: null, after: 'Longer.' },
    })
  })

  test('cleans texts of control characters, also those that were copied before', async ({
    assert,
  }) => {
    const product = await stripe.products.create({
      name: 'Three\u0007 skies',
      description: 'One\u000btwo\u0085three\u0000',
      metadata: { about: 'a\u001bb' },
    })
    await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 500,
      nickname: 'Team\u0008',
    })
    await syncCatalogue()
    const assertClean = async () => {
      const copy = await db.from('products').where('stripe_id', product.id).firstOrFail()
      const price = await db.from('prices').where('product_id', copy.id).firstOrFail()
      assert.equal(copy.name, 'Three skies')
      assert.equal(copy.description, 'One\ntwo\nthree')
      assert.equal(price.nickname, 'Team')
    }
    await assertClean()

    const [before] = await db.from('products').where('stripe_id', product.id).select('stripe_data')
    const data =
      typeof before.stripe_data === 'string' ? JSON.parse(before.stripe_data) : before.stripe_data
    await db
      .from('products')
      .where('stripe_id', product.id)
      .update({
        name: 'Three\u0007 skies',
        stripe_data: JSON.stringify({ ...data, name: 'Three\u0007 skies' }),
      })
    await syncCatalogue()
    await assertClean()
  })

  test('keeps what staff edited', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'As in Stripe' })
    await syncCatalogue()
    const { configuration } = await readProduct(product.id)
    const edited = {
      slug: 'own-address',
      name_override: 'Own name',
      overview: 'Own words',
      content: 'Own text',
      is_active: false,
      position: 7,
    }
    await db.from('product_configurations').where('id', configuration.id).update(edited)
    await stripe.products.update(product.id, { name: 'Other', description: 'Other words' })

    await syncCatalogue()

    const after = await readProduct(product.id)
    assert.containsSubset(after.configuration, {
      ...edited,
      is_active: after.configuration.is_active,
    })
    assert.isFalse(Boolean(after.configuration.is_active))
    assert.equal(after.product.name, 'Other')
  })

  test('hides a product archived in Stripe, keeps its purchases, and restores it unchanged', async ({
    assert,
  }) => {
    const product = await stripe.products.create({ name: 'Coming and going' })
    await syncCatalogue()
    const { configuration } = await readProduct(product.id)
    const user = await UserFactory.create()
    const purchase = await PurchaseFactory.merge({
      userId: user.id,
      productConfigurationId: configuration.id,
    }).create()

    await stripe.products.update(product.id, { active: false })
    const report = await syncCatalogue()
    const archived = await readProduct(product.id)
    await stripe.products.update(product.id, { active: true })
    const secondReport = await syncCatalogue()

    assert.equal(report.products.archived[0].stripeId, product.id)
    assert.isFalse(archived.product.active)
    assert.equal(archived.configuration.slug, configuration.slug)
    await purchase.refresh()
    assert.equal(purchase.status, 'active')
    assert.equal(secondReport.products.restored[0].stripeId, product.id)
    assert.lengthOf(secondReport.configurations, 0)
  })

  test('marks and keeps what was deleted in Stripe', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Deleted later' })
    await syncCatalogue()
    await stripe.products.del(product.id)

    const report = await syncCatalogue()

    const gone = await readProduct(product.id)
    assert.isNotNull(gone.product.gone_at)
    assert.isFalse(gone.product.active)
    assert.equal(gone.configuration.slug, 'deleted-later')
    assert.equal(report.products.gone[0].stripeId, product.id)
    const secondReport = await syncCatalogue()
    assert.isTrue(secondReport.isEmpty)
  })

  test('offers a product once it is activated', async ({ assert }) => {
    const product = await stripe.products.create({ name: 'Draft', active: false })
    await stripe.prices.create({ product: product.id, currency: 'eur', unit_amount: 900 })
    await syncCatalogue()
    await stripe.products.update(product.id, { active: true })

    await syncCatalogue()

    const { configuration, defaultPriceStripeId } = await readProduct(product.id)
    assert.equal(configuration.slug, 'draft')
    assert.isNotNull(defaultPriceStripeId)
  })

  test('reads 250 products and 500 prices with one request per 100', async ({ assert }) => {
    await emulator.seedBulk({ products: 250, pricesEach: 2 })
    await emulator.resetRequests()

    await syncCatalogue()

    const requests = await emulator.requests()
    assert.lengthOf(requests, 1 + (3 + 1) + (5 + 1), 'the account, and what is active or archived')
    assert.equal(await countOf('product_configurations'), 250)
    assert.equal(await countOf('prices'), 500)
  })

  test('reports the difference in a dry run and writes nothing', async ({ assert }) => {
    const kept = await stripe.products.create({ name: 'Kept' })
    const archived = await stripe.products.create({ name: 'Archived' })
    await syncCatalogue()
    await stripe.products.update(kept.id, { name: 'Renamed' })
    await stripe.products.update(archived.id, { active: false })
    const added = await stripe.products.create({ name: 'Added' })
    const price = await stripe.prices.create({
      product: added.id,
      currency: 'jpy',
      unit_amount: 1800,
    })
    const before = await readCatalogue()

    const report = await syncCatalogue({ dryRun: true })

    assert.deepEqual(await readCatalogue(), before)
    assert.deepEqual(report.products.changed[0].changes, {
      name: { before: 'Kept', after: 'Renamed' },
    })
    assert.equal(report.products.archived[0].stripeId, archived.id)
    assert.deepEqual(report.configurations, [{ stripeId: added.id, name: 'Added', slug: 'added' }])
    assert.equal(report.prices.new[0].stripeId, price.id)
    assert.deepEqual(report.withoutPrice, [{ stripeId: kept.id, name: 'Renamed' }])
  })

  test('does not claim a mode for an empty database in a dry run', async ({ assert }) => {
    await emulator.reset({ catalogue: CATALOGUE })

    const report = await syncCatalogue({ dryRun: true })

    assert.isAbove(report.products.new.length, 0)
    assert.equal(await countOf('settings'), 0)
    assert.equal(await countOf('products'), 0)
  })
})

async function countOf(table: string): Promise<number> {
  const [{ total }] = await db.from(table).count('* as total')
  return Number(total)
}

async function catalogueVersion(): Promise<number> {
  const row = await db.from('settings').where('key', 'catalogue_version').first()
  return Number(row?.value ?? 0)
}
