import { test } from '@japa/runner'
import ProductConfiguration from '#models/product_configuration'
import { UserFactory } from '#database/factories/user_factory'
import { givenStore } from '#tests/helpers/store/buying'
import { CREATE_PRICE } from '#tests/helpers/stripe/faults'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { formFields } from '#tests/helpers/store/panel'
import { atStripe } from '#tests/helpers/store/product_acts'
import { storeStarter } from '#tests/helpers/process/store_processes'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

test.group('Creating a product with real processes', (group) => {
  const start = storeStarter(group)

  group.setup(() => startTestEmulator())
  group.each.setup(() => givenStore('http://127.0.0.1:9/nobody'))

  test('a store killed between two prices completes the one product when the form is sent again', async ({
    assert,
  }) => {
    const first = await start()
    const owner = await UserFactory.apply('admin').create()
    const visitor = new Visitor(first.url)
    await visitor.signIn(owner)
    const fields = {
      ...formFields(await visitor.get('/admin/products/new')),
      name: 'Field notes',
      price_0_amount: '12',
      price_0_currency: 'eur',
      price_1_amount: '9',
      price_1_currency: 'eur',
      price_1_interval: 'month',
      default_price: '0',
      intent: 'offer',
    }
    const before = await atStripe()
    const { holdId } = await emulator.hold({ ...CREATE_PRICE, phase: 'after' })
    const lost = visitor.post('/admin/products', fields).catch(() => 'lost')
    await emulator.waitHeld(holdId)

    await first.kill()
    await emulator.release(holdId)
    assert.equal(await lost, 'lost')
    const half = await atStripe()
    const second = await start({ PORT: new URL(first.url).port })
    const again = new Visitor(second.url)
    await again.signIn(owner)
    await again.get('/admin/products/new')
    const { _csrf: token, ...typed }: Record<string, string> = fields
    const answer = await waitUntil(
      'the lock of the killed store has expired',
      async () => {
        const pressed = await again.post('/admin/products', typed)
        assert.oneOf(pressed.status, [303, 409])
        return pressed.status === 303 && pressed
      },
      60
    )

    assert.isString(token)
    assert.equal(half.products.length, before.products.length + 1)
    assert.isFalse(half.products[0].active, 'an unfinished product cannot be bought')
    const configuration = await ProductConfiguration.findByOrFail('slug', 'field-notes')
    assert.equal(answer.location, `/admin/products/${configuration.id}/edit`)
    const { products, prices } = await atStripe()
    assert.equal(products.length, before.products.length + 1)
    const made = products.filter(({ name }) => name === 'Field notes')
    assert.lengthOf(made, 1)
    assert.isTrue(made[0].active)
    const own = prices.filter(({ product }) => product === made[0].id)
    assert.sameMembers(
      own.map((price) => price.unit_amount),
      [1200, 900]
    )
    assert.equal((await new Visitor(second.url).get('/products/field-notes')).status, 200)
  })
})
