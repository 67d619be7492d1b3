import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import UpdatePriceState from '#catalogue_editing/update_price_state'
import AuditEntry from '#models/audit_entry'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { FAULTS, UPDATE_PRICE } from '#tests/helpers/stripe/faults'
import { emulator } from '#tests/helpers/stripe/emulator'
import { act, atStripe, givenCreatedProduct } from '#tests/helpers/store/product_acts'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('Archiving a price', (group) => {
  group.each.setup(() => cleanStore())

  test('ends its sale, and restoring resumes it', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const club = await stripe.prices.list({ product: product.id, type: 'recurring' })
    const input = { configurationId, priceStripeId: club.data[0].id }

    const outcomes = [
      await act(UpdatePriceState, { ...input, change: 'archive' }),
      await act(UpdatePriceState, { ...input, change: 'archive' }),
    ]
    const archived = (await atStripe()).active
    const copy = await copyOf(input.priceStripeId)
    const restored = await act(UpdatePriceState, { ...input, change: 'restore' })

    assert.deepEqual(
      [...outcomes, restored].map(({ type }) => type),
      ['changed', 'unchanged', 'changed']
    )
    assert.deepEqual(archived, [1200])
    assert.isFalse(Boolean(copy.active))
    assert.sameMembers((await atStripe()).active, [1200, 900])
    const entries = await AuditEntry.query().where('action', 'like', 'product.price_%')
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['product.price_archived', 'product.price_restored']
    )
  })

  test('is refused for the default price', async ({ assert }) => {
    const { configurationId, defaultPriceId } = await givenCreatedProduct()

    const outcome = await act(UpdatePriceState, {
      configurationId,
      priceStripeId: defaultPriceId,
      change: 'archive',
    })

    assert.equal(outcome.type, 'is_default')
    assert.sameMembers((await atStripe()).active, [1200, 900])
  })

  test('happens once for two simultaneous presses, and is completed when {title}')
    .with(FAULTS)
    .run(async ({ assert }, { fault, first }) => {
      const { configurationId, product } = await givenCreatedProduct()
      const club = await stripe.prices.list({ product: product.id, type: 'recurring' })
      const archive = () =>
        act(UpdatePriceState, {
          configurationId,
          priceStripeId: club.data[0].id,
          change: 'archive',
        })
      await emulator.fault({ ...UPDATE_PRICE, ...fault })

      const outcome = await archive()
      await emulator.clearFaults()
      const [one, other] = await Promise.all([archive(), archive()])

      assert.equal(outcome.type, first)
      assert.includeMembers(['changed', 'unchanged'], [one.type, other.type])
      assert.deepEqual((await atStripe()).active, [1200])
    })
})

function copyOf(priceStripeId: string) {
  return db.from('prices').where('stripe_id', priceStripeId).firstOrFail()
}
