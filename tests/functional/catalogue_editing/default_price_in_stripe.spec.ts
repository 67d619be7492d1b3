import { test } from '@japa/runner'
import UpdateStripeDefaultPrice from '#catalogue_editing/update_stripe_default_price'
import AuditEntry from '#models/audit_entry'
import StripeWrite from '#models/stripe_write'
import { readProduct } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { act, atStripe, givenCreatedProduct } from '#tests/helpers/store/product_acts'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('Changing the default price in Stripe', (group) => {
  group.each.setup(() => cleanStore())

  test('changes it in Stripe and in the store', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const club = await stripe.prices.list({ product: product.id, type: 'recurring' })
    const input = { configurationId, priceStripeId: club.data[0].id }

    const outcomes = [
      await act(UpdateStripeDefaultPrice, input),
      await act(UpdateStripeDefaultPrice, input),
    ]

    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['changed', 'unchanged']
    )
    assert.equal((await atStripe()).products[0].default_price, input.priceStripeId)
    assert.equal((await readProduct(product.id)).defaultPriceStripeId, input.priceStripeId)
    const entry = await AuditEntry.findByOrFail('action', 'product.updated_at_stripe')
    assert.deepEqual(entry.changes, {
      stripe_default_price: { before: '€12.00', after: '€9.00 / month · Club' },
    })
  })

  test('refuses archived prices and those of another product', async ({ assert }) => {
    const { configurationId, product } = await givenCreatedProduct()
    const club = await stripe.prices.list({ product: product.id, type: 'recurring' })
    await stripe.prices.update(club.data[0].id, { active: false })

    const archived = await act(UpdateStripeDefaultPrice, {
      configurationId,
      priceStripeId: club.data[0].id,
    })
    const unknown = await act(UpdateStripeDefaultPrice, {
      configurationId,
      priceStripeId: 'price_other',
    })

    assert.deepEqual([archived.type, unknown.type], ['not_active', 'not_found'])
    assert.lengthOf(await StripeWrite.query().where('kind', 'product.update').offset(1).limit(9), 0)
  })
})
