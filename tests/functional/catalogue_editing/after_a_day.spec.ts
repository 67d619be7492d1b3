import { test } from '@japa/runner'
import CreateProduct from '#catalogue_editing/create_product'
import AddPrice from '#catalogue_editing/add_price'
import ReplacePrice from '#catalogue_editing/replace_price'
import UpdateStripeProduct from '#catalogue_editing/update_stripe_product'
import { cleanStore } from '#tests/helpers/store/clean_store'
import {
  act,
  atStripe,
  givenCreatedProduct,
  newProduct,
  priceOf,
} from '#tests/helpers/store/product_acts'
import { passADay, restoreTime } from '#tests/helpers/store/time'
import { emulator } from '#tests/helpers/stripe/emulator'
import {
  CREATE_PRICE,
  CREATE_PRODUCT,
  FAULTS,
  LOST,
  UPDATE_PRICE,
  UPDATE_PRODUCT,
} from '#tests/helpers/stripe/faults'

test.group('A change in Stripe that is sent again after a day', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
  })
  group.each.teardown(() => restoreTime())

  test('creates one product with its prices: the answer to {path} was lost')
    .with([CREATE_PRODUCT, CREATE_PRICE, UPDATE_PRODUCT])
    .run(async ({ assert }, call) => {
      await emulator.fault({ ...call, ...LOST })
      const first = await act(CreateProduct, newProduct())
      await emulator.clearFaults()

      passADay()
      const second = await act(CreateProduct, newProduct())

      assert.deepEqual([first.type, second.type], ['unavailable', 'created'])
      const { products, prices, active } = await atStripe()
      assert.lengthOf(products, 1)
      assert.lengthOf(prices, 2)
      assert.sameMembers(active, [1200, 900])
    })

  test('adds one price: {title}')
    .with(FAULTS)
    .run(async ({ assert }, { fault, first }) => {
      const { configurationId } = await givenCreatedProduct()
      const input = { configurationId, request: 'form-2', terms: priceOf(7700) }
      await emulator.fault({ ...CREATE_PRICE, ...fault })
      const before = await act(AddPrice, input)
      await emulator.clearFaults()

      passADay()
      const after = await act(AddPrice, input)

      assert.deepEqual([before.type, after.type], [first, 'added'])
      const { prices } = await atStripe()
      assert.lengthOf(
        prices.filter((price) => price.unit_amount === 7700),
        1
      )
    })

  test('replaces a price once: the answer to {path} was lost')
    .with([CREATE_PRICE, UPDATE_PRODUCT, UPDATE_PRICE])
    .run(async ({ assert }, call) => {
      const { configurationId, defaultPriceId } = await givenCreatedProduct()
      const input = {
        configurationId,
        request: 'form-2',
        priceStripeId: defaultPriceId,
        terms: priceOf(1500),
      }
      await emulator.fault({ ...call, ...LOST })
      await act(ReplacePrice, input)
      await emulator.clearFaults()

      passADay()
      const outcome = await act(ReplacePrice, input)

      assert.equal(outcome.type, 'replaced')
      const { prices, active } = await atStripe()
      assert.lengthOf(prices, 3)
      assert.sameMembers(active, [900, 1500])
    })

  test('changes the texts of a product, and what was changed meanwhile is not undone later', async ({
    assert,
  }) => {
    const { configurationId } = await givenCreatedProduct()
    const rename = (name: string) => act(UpdateStripeProduct, { configurationId, values: { name } })
    await emulator.fault({ ...UPDATE_PRODUCT, ...LOST })
    await rename('First name')
    await emulator.clearFaults()

    passADay()
    await rename('Second name')
    passADay()
    await rename('Second name')

    const { products } = await atStripe()
    assert.deepEqual(
      products.map(({ name }) => name),
      ['Second name']
    )
  })
})
