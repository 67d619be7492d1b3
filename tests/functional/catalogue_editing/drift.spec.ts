import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import ArchiveProduct from '#catalogue_editing/archive_product'
import ResolveDrift from '#catalogue_editing/resolve_drift'
import AuditEntry from '#models/audit_entry'
import { DRIFT_CONDITION } from '#catalogue_editing/drift_condition'
import FindDrift, { type DriftField } from '#catalogue_editing/find_drift'
import { deliverEvents } from '#tests/helpers/store/buying'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import {
  act,
  actorOf,
  atStripe,
  givenCreatedProduct,
  priceOf,
} from '#tests/helpers/store/product_acts'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('Drift between the store and Stripe', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'hold' })
  })

  test('is empty when both agree', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()

    assert.deepEqual(await findDrift(configurationId), [])
    assert.deepEqual(await markedIds(), [])
  })

  test('in the name is found, and resolved by taking the name from Stripe', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    await stripe.products.update(product.id, { name: 'Renamed' })

    const drifts = await findDrift(configurationId)
    const outcome = await resolve(configurationId, 'name', 'take_theirs')

    assert.deepEqual(drifts, [
      {
        field: 'name',
        reason: 'outdated',
        ours: 'Field notes',
        theirs: 'Renamed',
        fixes: ['take_theirs'],
      },
    ])
    assert.equal(outcome.type, 'resolved')
    assert.equal((await readProduct(product.id)).product.name, 'Renamed')
    assert.deepEqual(await findDrift(configurationId), [])
  })

  test('from a name override can be resolved either way: {fix}')
    .with([
      { fix: 'take_theirs', named: 'Field notes' },
      { fix: 'give_ours', named: 'Our own' },
    ] as const)
    .run(async ({ assert }, { fix: how, named }) => {
      const { configurationId, product } = await givenCreatedProduct()
      await change(configurationId, { name_override: 'Our own' })

      const [drift] = await findDrift(configurationId)
      const outcome = await resolve(configurationId, 'name', how)

      assert.containSubset(drift, {
        reason: 'chosen',
        ours: 'Our own',
        theirs: 'Field notes',
        fixes: ['take_theirs', 'give_ours'],
      })
      assert.equal(outcome.type, 'resolved')
      assert.equal((await atStripe()).products[0].name, named)
      const { product: copy, configuration } = await readProduct(product.id)
      assert.equal(copy.name, named)
      assert.isNull(configuration.name_override)
      assert.deepEqual(await findDrift(configurationId), [])
    })

  test('includes an override that repeats the text in Stripe', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    await change(configurationId, { overview: 'Notes from the field.' })

    const [drift] = await findDrift(configurationId)
    await resolve(configurationId, 'description', 'take_theirs')

    assert.containSubset(drift, { field: 'description', reason: 'repeated' })
    assert.deepEqual(drift.fixes, ['take_theirs'])
    assert.deepEqual(await findDrift(configurationId), [])
  })

  test('in the description can be resolved by changing Stripe', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    await change(configurationId, { overview: 'Better words.' })

    const outcome = await resolve(configurationId, 'description', 'give_ours')

    assert.equal(outcome.type, 'resolved')
    assert.equal((await atStripe()).products[0].description, 'Better words.')
    assert.deepEqual(await findDrift(configurationId), [])
  })

  test('in the default price can be resolved either way: {fix}')
    .with([
      { fix: 'take_theirs', amount: 1200 },
      { fix: 'give_ours', amount: 900 },
    ] as const)
    .run(async ({ assert }, { fix: how, amount }) => {
      const { configurationId, product } = await givenCreatedProduct()
      const club = await db.from('prices').where('interval', 'month').firstOrFail()
      await change(configurationId, { default_price_id: club.id })

      const [drift] = await findDrift(configurationId)
      const signs = await markedIds()
      const outcome = await resolve(configurationId, 'default_price', how)

      assert.deepEqual(drift, {
        field: 'default_price',
        reason: 'chosen',
        ours: '€9.00 / month · Club',
        theirs: '€12.00',
        fixes: ['take_theirs', 'give_ours'],
      })
      assert.deepEqual(signs, [configurationId])
      assert.equal(outcome.type, 'resolved')
      const { defaultPriceStripeId } = await readProduct(product.id)
      const { products, prices } = await atStripe()
      assert.equal(products[0].default_price, defaultPriceStripeId as string)
      assert.equal(prices.find(({ id }) => id === defaultPriceStripeId)?.unit_amount, amount)
      assert.deepEqual(await findDrift(configurationId), [])
      assert.deepEqual(await markedIds(), [])
    })

  test('of a product archived only in Stripe can be resolved either way: {fix}')
    .with([
      { fix: 'take_theirs', active: false },
      { fix: 'give_ours', active: true },
    ] as const)
    .run(async ({ assert }, { fix: how, active }) => {
      const { configurationId, product } = await givenCreatedProduct()
      await stripe.products.update(product.id, { active: false })

      const [drift] = await findDrift(configurationId)
      const outcome = await resolve(configurationId, 'state', how)

      assert.containSubset(drift, { field: 'state', ours: 'Active', theirs: 'Archived' })
      assert.equal(outcome.type, 'resolved')
      assert.equal((await atStripe()).products[0].active, active)
      const { product: copy, configuration } = await readProduct(product.id)
      assert.equal(copy.active, active)
      assert.equal(configuration.archived_at === null, active)
      assert.deepEqual(await findDrift(configurationId), [])
    })

  test('of a product archived only here can be resolved either way: {fix}')
    .with([
      { fix: 'take_theirs', active: true },
      { fix: 'give_ours', active: false },
    ] as const)
    .run(async ({ assert }, { fix: how, active }) => {
      const { configurationId, product } = await givenCreatedProduct()
      await act(ArchiveProduct, { configurationId })
      await stripe.products.update(product.id, { active: true })

      const [drift] = await findDrift(configurationId)
      const outcome = await resolve(configurationId, 'state', how)

      assert.containSubset(drift, { field: 'state', ours: 'Archived', theirs: 'Active' })
      assert.equal(outcome.type, 'resolved')
      assert.equal((await atStripe()).products[0].active, active)
      const { configuration } = await readProduct(product.id)
      assert.equal(configuration.archived_at === null, active)
    })

  test('in prices lists each that is new, archived or renamed', async ({ assert }) => {
    const { configurationId, product, defaultPriceId } = await givenCreatedProduct()
    const [club] = (await stripe.prices.list({ product: product.id, type: 'recurring' })).data
    await stripe.prices.update(club.id, { active: false })
    await stripe.prices.update(defaultPriceId, { nickname: 'Once' })
    const fresh = await stripe.prices.create({
      product: product.id,
      currency: 'jpy',
      unit_amount: 1800,
    })

    const drifts = await findDrift(configurationId)
    const outcome = await resolve(configurationId, `price:${fresh.id}`, 'take_theirs')

    const said = Object.fromEntries(
      drifts.map(({ field, ours, theirs }) => [field, [ours, theirs]])
    )
    assert.deepEqual(said, {
      [`price:${club.id}`]: ['€9.00 / month · Club', '€9.00 / month · Club · archived at Stripe'],
      [`price:${defaultPriceId}`]: ['€12.00', '€12.00 · Once'],
      [`price:${fresh.id}`]: [null, '¥1,800'],
    })
    assert.equal(outcome.type, 'resolved')
    assert.deepEqual(await findDrift(configurationId), [])
  })

  test('of a product deleted in Stripe is resolved by marking it as deleted', async ({
    assert,
  }) => {
    const { configurationId, product } = await givenCreatedProduct({ prices: [] })
    await stripe.products.del(product.id)

    const [drift] = await findDrift(configurationId)
    const outcome = await resolve(configurationId, 'state', 'take_theirs')

    assert.containSubset(drift, { ours: 'Active', theirs: 'Deleted' })
    assert.equal(outcome.type, 'resolved')
    assert.isNotNull((await readProduct(product.id)).product.gone_at)
    assert.deepEqual(await findDrift(configurationId), [])
    assert.deepEqual(await markedIds(), [configurationId])
  })

  test('ends by itself when only an event was late', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    await stripe.products.update(product.id, { name: 'Renamed' })
    await stripe.prices.create({ product: product.id, currency: 'eur', unit_amount: 500 })

    await emulator.setDelivery({ mode: 'normal' })
    await emulator.flushHeld()
    await deliverEvents()

    assert.deepEqual(await findDrift(configurationId), [])
  })

  test('is marked in lists when a default price was archived in Stripe', async ({ assert }) => {
    const { configurationId, defaultPriceId } = await givenCreatedProduct()
    await givenCreatedProduct({ request: 'form-2', name: 'Another', prices: [priceOf(500)] })
    await db.from('prices').where('stripe_id', defaultPriceId).update({ active: false })

    assert.deepEqual(await markedIds(), [configurationId])
  })

  test('cannot be resolved without a difference or without the right', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    await change(configurationId, { name_override: 'Our own' })

    const outcomes = [
      await resolve(configurationId, 'state', 'give_ours'),
      await resolve(configurationId, 'price:price_x', 'take_theirs'),
      await resolve(999, 'name', 'take_theirs'),
      await act(ResolveDrift, {
        configurationId,
        field: 'name',
        fix: 'give_ours',
        actor: actorOf('support'),
      }),
    ]

    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['nothing_to_resolve', 'nothing_to_resolve', 'not_found', 'forbidden']
    )
    assert.equal((await atStripe()).products[0].name, 'Field notes')
    assert.lengthOf(await AuditEntry.query().whereNot('action', 'product.created'), 0)
  })

  test('is unknown while Stripe does not answer', async ({ assert }) => {
    const { configurationId } = await givenCreatedProduct()
    await emulator.fault({ path: '^/v1/products/', kind: 'reset', times: 9 })

    const query = await app.container.make(FindDrift)
    const outcome = await query.handle(configurationId)

    assert.equal(outcome.type, 'unavailable')
  })
})

async function findDrift(configurationId: number) {
  const query = await app.container.make(FindDrift)
  const outcome = await query.handle(configurationId)
  if (outcome.type !== 'found') {
    throw new Error(`Drift: ${outcome.type}`)
  }
  return outcome.drifts
}

function resolve(configurationId: number, field: DriftField, how: 'take_theirs' | 'give_ours') {
  return act(ResolveDrift, { configurationId, field, fix: how })
}

function change(configurationId: number, values: Record<string, unknown>) {
  return db.from('product_configurations').where('id', configurationId).update(values)
}

/** The ids of the products that a list would mark. */
async function markedIds(): Promise<number[]> {
  const rows = await db
    .from('product_configurations')
    .join('products', 'products.id', 'product_configurations.product_id')
    .leftJoin('prices', 'prices.id', 'product_configurations.default_price_id')
    .whereRaw(DRIFT_CONDITION)
    .orderBy('product_configurations.id')
    .select('product_configurations.id')
  return rows.map(({ id }) => id)
}
